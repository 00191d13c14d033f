// Drives the page for page.py: standard input has queries to type and passages to open, standard output gets milliseconds.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('@playwright/test');
const { queries, passages } = JSON.parse(readFileSync(0, 'utf8'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(process.argv[2]);
await page.keyboard.press('Escape');
const box = page.getByRole('searchbox');
await box.waitFor();

// The time of an input event, until the results of just this text have been painted.
await page.evaluate(() => {
  window.keys = [];
  document.addEventListener('input', (event) => {
    const begin = performance.now();
    const wanted = event.target.value;
    const look = () => {
      if (event.target.value !== wanted) return;
      if (document.querySelector('.hits')?.dataset.query === wanted) requestAnimationFrame(() => window.keys.push(performance.now() - begin));
      else if (performance.now() - begin < 5000) setTimeout(look, 1);
    };
    look();
  }, true);
});
for (const query of queries) {
  await box.fill('');
  await box.pressSequentially(query, { delay: 150 });
  await page.waitForTimeout(300);
}
const keys = await page.evaluate(() => window.keys);

const opens = [];
for (const passage of passages) {
  await box.fill(passage);
  const hit = page.locator('.hit', { hasText: 'page' }).first();
  await page.waitForFunction((wanted) => document.querySelector('.hits')?.dataset.query === wanted, passage);
  await hit.waitFor();
  opens.push(await hit.evaluate((button) => new Promise((done) => {
    const begin = performance.now();
    button.click();
    const look = () => (document.querySelector('[data-drawn="true"] .box') ? requestAnimationFrame(() => done(performance.now() - begin)) : setTimeout(look, 1));
    look();
  })));
  await page.keyboard.press('Escape');
  await page.locator('.viewer').waitFor({ state: 'detached' });
}
await browser.close();
console.log(JSON.stringify({ keys, opens }));
