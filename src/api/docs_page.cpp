#include "endpoint.hpp"

namespace alexandria::api {
namespace {

// A page that reads /openapi.json and lets one try every endpoint; no script or style from
// elsewhere.
constexpr std::string_view kPage = R"html(<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width,initial-scale=1" />
    <title>Alexandria API</title>
    <style>
      :root {
        color-scheme: light dark;
        --line: #8884;
        --soft: #8881;
      }
      body {
        font:
          16px/1.5 system-ui,
          sans-serif;
        max-width: 60rem;
        margin: 2rem auto;
        padding: 0 1rem;
      }
      details {
        border: 1px solid var(--line);
        border-radius: 0.5rem;
        margin: 0.5rem 0;
        padding: 0.5rem 0.8rem;
      }
      summary {
        cursor: pointer;
        display: flex;
        gap: 0.7rem;
        align-items: baseline;
        flex-wrap: wrap;
      }
      summary b {
        min-width: 4rem;
        font-family: ui-monospace, monospace;
      }
      code,
      pre,
      textarea,
      input {
        font:
          14px ui-monospace,
          monospace;
      }
      pre {
        background: var(--soft);
        padding: 0.7rem;
        border-radius: 0.4rem;
        overflow: auto;
        max-height: 24rem;
      }
      label {
        display: block;
        margin: 0.4rem 0;
      }
      input,
      textarea {
        width: 100%;
        box-sizing: border-box;
        padding: 0.35rem;
      }
      textarea {
        min-height: 5rem;
      }
      button {
        padding: 0.4rem 1rem;
        margin: 0.4rem 0;
      }
      small {
        opacity: 0.75;
      }
    </style>
  </head>
  <body>
    <h1>Alexandria API</h1>
    <p>
      Every endpoint of this server, from its own <a href="/openapi.json">OpenAPI document</a>.
      The key is in <code>admin.key</code> in the data folder.
    </p>
    <label
      >Key <input id="key" type="password" autocomplete="off" placeholder="alx_..."
    /></label>
    <main id="list">Loading</main>
    <script>
      const el = (t, a = {}, ...c) => {
        const e = document.createElement(t);
        Object.assign(e, a);
        e.append(...c);
        return e;
      };
      const example = (s) => {
        const o = {};
        for (const [k, v] of Object.entries(s.properties || {}))
          if ((s.required || []).includes(k))
            o[k] = v.enum
              ? v.enum[0]
              : v.type === "integer"
                ? v.minimum || 1
                : v.type === "string"
                  ? ""
                  : null;
        return JSON.stringify(o, null, 2);
      };
      fetch("/openapi.json")
        .then((r) => r.json())
        .then((doc) => {
          const list = document.getElementById("list");
          list.textContent = "";
          for (const [path, ops] of Object.entries(doc.paths))
            for (const [method, op] of Object.entries(ops)) {
              const out = el("pre", { hidden: true }),
                inputs = [];
              const box = el("div");
              for (const p of op.parameters) {
                const i = el("input", { placeholder: p.required ? "required" : "" });
                inputs.push([p, i]);
                box.append(
                  el(
                    "label",
                    {},
                    p.name + " ",
                    el("small", { textContent: p.schema.description || p.in }),
                    i,
                  ),
                );
              }
              let body, file;
              const content = op.requestBody && op.requestBody.content;
              if (content && content["application/json"]) {
                const whole = content["application/json"].schema,
                  s = (whole.anyOf || [whole])[0];
                body = el("textarea", { value: example(s) });
                box.append(
                  el(
                    "label",
                    {},
                    "Body ",
                    el("small", {
                      textContent: Object.entries(s.properties || {})
                        .map(([k, v]) => k + ": " + (v.description || v.type))
                        .join(" · "),
                    }),
                    body,
                  ),
                );
              }
              if (content && content["multipart/form-data"]) {
                file = el("input", { type: "file" });
                box.append(el("label", {}, "File", file));
              }
              const go = el("button", { textContent: "Send" });
              box.append(go, out);
              go.onclick = async () => {
                let url = path,
                  q = new URLSearchParams();
                for (const [p, i] of inputs)
                  if (p.in === "path")
                    url = url.replace("{" + p.name + "}", encodeURIComponent(i.value));
                  else if (i.value) q.set(p.name, i.value);
                if ([...q].length) url += "?" + q;
                const init = { method: method.toUpperCase(), headers: {} };
                const key = document.getElementById("key").value;
                if (key) init.headers.Authorization = "Bearer " + key;
                if (body) {
                  init.body = body.value;
                  init.headers["Content-Type"] = "application/json";
                }
                if (file) {
                  init.body = new FormData();
                  init.body.append("file", file.files[0]);
                }
                out.hidden = false;
                out.textContent = "...";
                try {
                  const r = await fetch(url, init);
                  const t = await r.text();
                  let s = t;
                  try {
                    s = JSON.stringify(JSON.parse(t), null, 2);
                  } catch {}
                  out.textContent = r.status + " " + r.statusText + "\n" + s.slice(0, 100000);
                } catch (e) {
                  out.textContent = e;
                }
              };
              list.append(
                el(
                  "details",
                  {},
                  el(
                    "summary",
                    {},
                    el("b", { textContent: method.toUpperCase() }),
                    el("code", { textContent: path }),
                    el("span", { textContent: op.summary }),
                    el("small", { textContent: "needs: " + op["x-right"] }),
                  ),
                  box,
                ),
              );
            }
        })
        .catch((e) => {
          document.getElementById("list").textContent = e;
        });
    </script>
  </body>
</html>)html";

}  // namespace

std::string_view docs_page() { return kPage; }

}  // namespace alexandria::api
