#include "answer_schemas.hpp"

#include "alexandria/text/unicode.hpp"

namespace alexandria::api {
namespace {

constexpr std::uint64_t kIdentifierMax = 128;
constexpr std::uint64_t kNameMax = 512;
constexpr std::uint64_t kQuestionMax = 16 << 10;

// White space as text::trim knows it.
constexpr Form kNotBlank{R"([^\t\n\u000b\f\r \u00a0\ufeff])",
                         [](std::string_view text) { return !text::trim(text).empty(); },
                         "more than white space"};

Schema milliseconds() { return integer().about("Milliseconds since 1970-01-01 UTC."); }

Schema code_points() { return integer().about("Code points of the document's text."); }

Schema support() { return choice({"supported", "partly", "not_supported"}).named("Support"); }

Schema box() {
  return list_of(number()).between(4, 4).about("x0, y0, x1, y1 in points from the top left.");
}

Schema anchor_schema() {
  const Schema pages = integer(1).about("From 1.");
  return one_of({object({required("kind", choice({"text"})), required("start", code_points()),
                         required("end", code_points().about("Exclusive."))})
                     .named("TextAnchor"),
                 object({required("kind", choice({"page"})), required("page", pages),
                         required("boxes", list_of(box()), "One for each line.")})
                     .named("PageAnchor"),
                 object({required("kind", choice({"cells"})), required("sheet", text()),
                         required("range", text(), "As in \"B2:D9\".")})
                     .named("CellsAnchor"),
                 object({required("kind", choice({"slide"})), required("slide", pages),
                         required("boxes", list_of(box()))})
                     .named("SlideAnchor"),
                 object({required("kind", choice({"time"})), required("start_ms", integer()),
                         required("end_ms", integer())})
                     .named("TimeAnchor"),
                 object({required("kind", choice({"part"})), required("path", text())})
                     .named("PartAnchor")})
      .named("Anchor");
}

}  // namespace

Schema identifier() { return text().between(1, kIdentifierMax); }
Schema collection_name() { return text().between(1, kNameMax); }
Schema question() { return text().between(1, kQuestionMax).in_form(kNotBlank); }

Schema document_status() {
  return choice({"processing", "searchable", "failed"}).named("DocumentStatus");
}

Schema job_state() {
  return choice({"queued", "running", "done", "failed", "cancelled"}).named("JobState");
}

// Characters are code points but for white space.
Schema accounting_schema() {
  return object({required("seen", integer(), "Characters that a reader of the original can see."),
                 required("text", integer(), "Of these, in blocks."),
                 required("set_aside", integer(), "Of these, in blocks that are set aside."),
                 required("not_read", integer(), "Of these, in things that were not understood."),
                 required("not_understood",
                          list_of(object({required("kind", text(), "As in \"page without text\"."),
                                          required("number", integer(1))})
                                      .named("NotUnderstood")))})
      .named("Accounting")
      .about("What became of every character: seen = text + set_aside + not_read.");
}

Schema document_schema() {
  return object({required("document_id", text()), required("title", text()),
                 required("source", text(), "Path or URL it came from."),
                 required("kind", text(), "pdf, markdown, html and so on; empty until known."),
                 required("language", text(), "BCP 47; empty if unknown."),
                 required("status", document_status()),
                 required("reason", text(), "Why it failed, or empty."),
                 required("warning", text(), "What was left out, or empty."),
                 required("pages", integer(), "0 where there are none."),
                 required("bytes", integer()), required("sha256", text()),
                 required("created_ms", milliseconds()), required("updated_ms", milliseconds()),
                 optional("sources", list_of(text()),
                          "Of one document: all paths and URLs that it stands for, since the same "
                          "bytes came from them. They go with it."),
                 optional("properties", map_of(text()),
                          "What the file says of itself: author, keywords, description, and what "
                          "the front matter of Markdown names. A search for them finds it."),
                 optional("accounting", accounting_schema(),
                          "Absent while it is being read, and where an earlier program read it.")})
      .named("Document");
}

Schema version_schema() {
  return object(
             {required("number", integer(1)),
              required("state", choice({"arriving", "current", "retired", "failed", "superseded"})),
              required("sha256", text()), required("bytes", integer()),
              required("header", choice({"decide", "first_row", "none"}),
                       "Of CSV: whether the first row names the columns."),
              required("created_ms", milliseconds())})
      .named("DocumentVersion");
}

Schema block_schema() {
  return object({required("kind", choice({"heading", "paragraph", "list", "table", "code", "figure",
                                          "caption"})),
                 required("level", integer(), "Of a heading, 1 to 6; otherwise 0."),
                 required("text", text()), required("start", code_points()),
                 required("end", code_points().about("Exclusive.")),
                 optional("page", integer(1), "Where there are pages."),
                 optional("range", text(), "Cells of a sheet."),
                 optional("set_aside", truth(),
                          "True of what is no content, such as navigation: no passage has it.")})
      .named("Block");
}

Schema upload_schema() {
  return object({required("document_id", text()),
                 required("job_id", text(), "Empty for a duplicate."),
                 required("status", choice({"queued", "duplicate"})),
                 required("version", integer(), "Of the document, from 1.")})
      .named("Upload");
}

Schema job_schema() {
  return object({required("job_id", text()), required("kind", text()),
                 required("document_id", text()), required("title", text()),
                 required("state", job_state()), required("stage", text()),
                 required("done", integer(), "Parts (pages) that are searchable."),
                 required("total", integer(), "Parts in all, as far as known."),
                 required("reason", text(), "Why it failed, or empty."),
                 required("attempt", integer()), required("created_ms", milliseconds()),
                 required("updated_ms", milliseconds()),
                 optional("per_second", number(), "Parts, while it runs."),
                 optional("seconds_left", number(),
                          "An estimate, while it runs and the total is known.")})
      .named("Job");
}

Schema collection_schema() {
  return object({required("name", text()), required("model", text(), "Embedding model, or none."),
                 required("model_version", text()),
                 required("dimension", integer(), "Of its vectors; 0: none."),
                 required("position", integer(), "Changes so far."),
                 required("created_ms", milliseconds())})
      .named("Collection");
}

// A filter holds filters; JSON Schema says that itself.
Schema filter_schema() {
  return raw("Filter", R"json({
    "description": "The where language of Chroma; docs/api.md has its operators.",
    "anyOf": [
      {"type": "object", "required": ["$and"], "additionalProperties": false, "properties": {
        "$and": {"type": "array", "minItems": 1,
                 "items": {"$ref": "#/components/schemas/Filter"}}}},
      {"type": "object", "required": ["$or"], "additionalProperties": false, "properties": {
        "$or": {"type": "array", "minItems": 1,
                "items": {"$ref": "#/components/schemas/Filter"}}}},
      {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
       "patternProperties": {"^[^$#]": {"anyOf": [
         {"type": ["string", "number", "boolean"]},
         {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
          "properties": {
            "$eq": {"type": ["string", "number", "boolean"]},
            "$ne": {"type": ["string", "number", "boolean"]},
            "$contains": {"type": ["string", "number", "boolean"]},
            "$not_contains": {"type": ["string", "number", "boolean"]},
            "$gt": {"type": "number"}, "$gte": {"type": "number"},
            "$lt": {"type": "number"}, "$lte": {"type": "number"},
            "$in": {"$ref": "#/components/schemas/FilterValues"},
            "$nin": {"$ref": "#/components/schemas/FilterValues"}}}]}}}]
  })json");
}

Schema hit_schema() {
  const Schema highlight = list_of(integer()).between(2, 2);
  const Schema passage =
      object({required("text", text()), required("headings", text(), "\"Chapter > Section\"."),
              required("anchors", list_of(anchor_schema()), "Where it stands."),
              required("highlights", list_of(highlight), "Code points of text, [start, end)."),
              required("record_id", text())})
          .named("Passage");
  return object({required("document_id", text()), required("title", text()),
                 required("kind", text()), required("score", number(), "Higher is better."),
                 required("scores", object({required("keyword", number(), "BM25."),
                                            required("dense", number(), "Cosine.")})),
                 required("partial", truth(), "The document is still arriving."),
                 required("passage", passage)})
      .named("Hit");
}

Schema cited_cell_schema() {
  return object({required("row", text(), "What the row's first cell says."),
                 required("column", text(), "Name of the column; empty if it has none."),
                 required("text", text(), "Empty if the cell is."),
                 required("reference", text(), "As in sheets, C4."),
                 required("anchors", list_of(anchor_schema()))})
      .named("CitedCell");
}

Schema citation_schema() {
  return object({required("document_id", text(), "Empty once the document was deleted."),
                 required("title", text()),
                 required("version", integer(), "Number of the version that was read."),
                 required("quote", text(), "Verbatim."),
                 required("anchors", list_of(anchor_schema())), required("supported", support()),
                 optional("cell", cited_cell_schema(),
                          "Where the quote is a row of a table: the cell that answers.")})
      .named("Citation");
}

Schema sentence_schema() {
  return object({required("text", text()),
                 required("citations", list_of(integer(1)), "Numbers of citations, from 1."),
                 required("supported", support()),
                 required("failed", list_of(text()), "Words that the passage does not bear out."),
                 required("quoted", truth(), "The document's own sentence.")})
      .named("Sentence");
}

Schema answer_schema() {
  return object(
             {required("answer", text(), "The sentences with the numbers of their citations."),
              required("answered", truth()), required("confidence", number(0, 1)),
              required("sentences", list_of(sentence_schema())),
              required("citations", list_of(citation_schema())),
              required("left_out", integer(), "Sentences without support, with ask.strict."),
              optional("nearest", list_of(citation_schema()),
                       "Where it is not answered: what comes nearest, three at most."),
              optional("question", text(),
                       "What was searched for, if the conversation changed it."),
              optional("warning", text(), "What went wrong without making an answer impossible."),
              optional("conversation_id", text(), "Where the turn was kept.")})
      .named("Answer");
}

Schema conversation_schema() {
  return object({required("conversation_id", text()), required("title", text()),
                 required("created_ms", milliseconds()), required("updated_ms", milliseconds())})
      .named("Conversation");
}

Schema whole_conversation_schema() {
  Members members = conversation_schema().members();
  members.push_back(
      required("turns", list_of(object({required("question", text()),
                                        required("answer", answer_schema().or_null(),
                                                 "null if nothing of it may be shown any more."),
                                        required("created_ms", milliseconds())})
                                    .named("Turn"))));
  return object(std::move(members)).named("WholeConversation");
}

Schema judgement_schema() {
  return object({required("query", text()), required("document_id", text()),
                 required("grade", integer(0, 1), "1 good, 0 bad.")})
      .named("Judgement");
}

Schema check_report_schema() {
  return object({required("ok", truth()), required("problems", list_of(text())),
                 required("repaired", list_of(text())),
                 required("waiting", list_of(text()), "Deletions not yet gone from every file.")})
      .named("CheckReport");
}

Schema error_schema() {
  return object({required("error", text(), "Stable name of what went wrong."),
                 required("message", text(), "What went wrong, for people."),
                 required("details", map_of(any()))})
      .named("Error");
}

Schema page_schema(const Schema& item) {
  return object({required("data", list_of(item)), required("total", integer(), "Items in all."),
                 required("limit", integer()), required("offset", integer())});
}

}  // namespace alexandria::api
