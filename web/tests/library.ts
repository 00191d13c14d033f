// The real program on a folder of its own, and a language model that says what the test scripts.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// An event of a model that answers word by word.
const chunk = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;

export class ScriptedModel {
  answer: (prompt: string) => string = () => 'NO_ANSWER';
  pause = 20;
  private server?: Server;
  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', async () => {
        const messages: { content: string }[] = JSON.parse(body).messages;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const word of this.answer(messages[messages.length - 1].content).split(/(?<= )/)) {
          response.write(chunk({ index: 0, delta: { content: word } }));
          await new Promise((done) => setTimeout(done, this.pause));
        }
        response.write(chunk({ index: 0, delta: {}, finish_reason: 'stop' }));
        response.end('data: [DONE]\n\n');
      });
    });
    await new Promise<void>((done) => this.server!.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }
  stop() {
    this.server?.close();
  }
}

export class Library {
  url = '';
  link = '';
  private folder = mkdtempSync(join(tmpdir(), 'alexandria-page-'));
  private process?: ChildProcess;
  async start(...settings: string[]) {
    const program =
      process.env.ALEXANDRIA_PROGRAM ?? resolve('../build/release/src/app/alexandria');
    this.process = spawn(program, [
      'serve',
      '--data',
      join(this.folder, 'data'),
      '--listen',
      '127.0.0.1:0',
      '--set',
      'models.default=all-MiniLM-L6-v2',
      ...settings.flatMap((s) => ['--set', s]),
    ]);
    let out = '';
    this.process.stderr!.on('data', (piece) => {
      out += piece;
    });
    await new Promise<void>((done, fail) => {
      this.process!.on('exit', () => fail(new Error(out)));
      this.process!.stdout!.on('data', (piece) => {
        out += piece;
        if (out.includes('Stop with')) done();
      });
    });
    this.url = /listening on\s+(\S+)/.exec(out)![1];
    this.link = /Open (\S+)/.exec(out)![1];
  }
  key() {
    return readFileSync(join(this.folder, 'data/admin.key'), 'utf8').trim();
  }
  async upload(name: string, bytes: Buffer) {
    const form = new FormData();
    form.append('file', new Blob([bytes]), name);
    const headers = { authorization: `Bearer ${this.key()}` };
    const made = await (
      await fetch(`${this.url}/api/v1/collections/library/documents`, {
        method: 'POST',
        body: form,
        headers,
      })
    ).json();
    for (;;) {
      const job = await (await fetch(`${this.url}/api/v1/jobs/${made.job_id}`, { headers })).json();
      if (job.state === 'done') return made.document_id as string;
      if (job.state === 'failed') throw new Error(job.reason);
      await new Promise((done) => setTimeout(done, 30));
    }
  }
  stop() {
    this.process?.removeAllListeners('exit');
    this.process?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export type Line = [x: number, y: number, size: number, text: string];

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const box = '/MediaBox [0 0 612 792]';

function pageContent(lines: Line[]): string {
  const drawn = lines.map(([x, y, size, text]) => {
    const escaped = text.replace(/[\\()]/g, '\\$&');
    return `BT /F ${size} Tf ${x} ${y} Td (${escaped}) Tj ET`;
  });
  return drawn.join('\n');
}

// A PDF whose lines of text stand where we put them: x and y from the bottom left, in points.
export function makePdf(pages: Line[][]): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', ''];
  const kids: number[] = [];
  for (const lines of pages) {
    const content = pageContent(lines);
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    const resources = `/Contents ${objects.length} 0 R /Resources << /Font << /F ${font} >> >>`;
    objects.push(`<< /Type /Page /Parent 2 0 R ${box} ${resources} >>`);
    kids.push(objects.length);
  }
  const references = kids.map((kid) => `${kid} 0 R`).join(' ');
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${references}] >>`;
  let out = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = out.length;
  const count = objects.length + 1;
  out += `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  out += `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
