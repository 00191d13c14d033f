// The page as a person uses it, in a real browser on the real program. ALEXANDRIA_SCREENSHOTS=1
// renews the pictures of the documentation.
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { Library, makePdf, ScriptedModel, type Line } from './library';

const library = new Library();
const model = new ScriptedModel();
const pictures = process.env.ALEXANDRIA_SCREENSHOTS ? '../docs/images' : 'test-results/pictures';
const shot = (page: Page, name: string) => page.screenshot({ path: `${pictures}/${name}.png` });

const filler = (chapter: number): Line[] =>
  Array.from({ length: 30 }, (_, i): Line => {
    const place = `Line ${i + 1} of chapter ${chapter}`;
    const text = `${place} describes the casing, the shaft and the bearings.`;
    return [72, 700 - i * 18, 11, text];
  });
const manual = makePdf([
  [[72, 740, 20, 'Pump P-200 Manual'], ...filler(1)],
  [
    [72, 740, 16, 'Priming'],
    [72, 700, 11, 'Fill the casing with water before the first start.'],
    [72, 682, 11, 'The pump weighs 42 kg and must not be started dry.'],
    ...filler(2).slice(4),
  ],
  filler(3),
]);

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  await library.start(`ask.base_url=${await model.start()}`, 'ask.model=scripted');
});
test.afterAll(() => {
  library.stop();
  model.stop();
});
test.describe.configure({ mode: 'serial' });

async function signIn(page: Page) {
  await page.goto(library.url);
  await page.getByLabel('Key').fill(library.key());
  await page.getByRole('button', { name: 'Open the library' }).click();
  await expect(page.getByRole('searchbox')).toBeVisible();
}

test('the link of the first start opens the library once', async ({ page, browser }) => {
  const loaded: number[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/assets/'))
      loaded.push(Number(response.headers()['content-length'] ?? 0));
  });
  await page.goto(library.link);
  await expect(page.getByText('The library is empty')).toBeVisible();
  expect(page.url()).not.toContain('once');
  expect(loaded.reduce((a, b) => a + b, 0)).toBeLessThan(200_000);
  const other = await (await browser.newContext()).newPage();
  await other.goto(library.link);
  await expect(other.getByText('asks for its key')).toBeVisible();
});

test('files go up with progress, and wrong ones say why', async ({ page }) => {
  await signIn(page);
  const long = Buffer.from(
    Array.from(
      { length: 4000 },
      (_, i) =>
        `Paragraph ${i} tells of harbour ${i * 7} and its ${i % 13} cranes, ` +
        'which stand idle in winter and in the storms of spring.',
    ).join('\n\n'),
  );
  await page.getByTestId('files').setInputFiles([
    { name: 'harbours.txt', mimeType: 'text/plain', buffer: long },
    { name: 'manual.pdf', mimeType: 'application/pdf', buffer: manual },
    {
      name: 'refunds.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from(
        '# Refunds\n\nRefunds are paid within five working days after the returned pump ' +
          'has arrived in Hamburg.\n',
      ),
    },
    { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 rubbish') },
  ]);
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  await expect(page.getByText(/left/).first()).toBeVisible({ timeout: 60_000 });
  await shot(page, 'progress');
  await expect(page.getByRole('alert').filter({ hasText: 'broken.pdf' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Pump P-200 Manual')).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 90_000 });
});

test('a slip of the hand is read as the word that is there, and the page says so', async ({
  page,
}) => {
  await signIn(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.getByRole('searchbox').fill('strated dry');
  await expect(page.locator('.hits[data-query="strated dry"] .hit').first()).toContainText(
    'Pump P-200',
  );
  await expect(page.getByTestId('repairs')).toContainText(
    'No passage has “strated”; “started” was sought too.',
  );
  await shot(page, 'repairs');
  await page.getByRole('button', { name: 'Search for exactly this' }).click();
  await expect(page.getByRole('searchbox')).toHaveValue('"strated" dry');
  await expect(page.locator('.hits[data-query=\'"strated" dry\']')).toBeVisible();
  await expect(page.getByTestId('repairs')).toHaveCount(0);
});

test('search as one types, and a click opens the page at its passage', async ({ page }) => {
  await signIn(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.getByRole('searchbox').pressSequentially('started dry', { delay: 25 });
  await expect(page.locator('.hits[data-query="started dry"] .hit').first()).toContainText(
    'Pump P-200',
  );
  await expect(page.locator('.hit mark').first()).toBeVisible();
  await shot(page, 'search');
  const start = Date.now();
  await page.locator('.hit').first().click();
  const box = page.locator('[data-page="2"] .box').first();
  await expect(page.locator('[data-page="2"][data-drawn="true"]')).toBeVisible();
  await expect(box).toBeInViewport();
  test.info().annotations.push({
    type: 'first open of the viewer to drawn boxes, ms',
    description: String(Date.now() - start),
  });
  await shot(page, 'pdf');
  // The line that was put at 682 points from the bottom is covered by a box.
  const [drawn, frame] = [
    await page
      .locator('[data-page="2"] .box')
      .evaluateAll((all) => all.map((e) => e.getBoundingClientRect().toJSON())),
    await page.locator('[data-page="2"]').boundingBox(),
  ];
  const y = frame!.y + ((792 - 682 - 4) / 792) * frame!.height;
  expect(
    drawn.some(
      (b) => b.top <= y && b.bottom >= y && b.left <= frame!.x + (80 / 612) * frame!.width,
    ),
  ).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page.locator('.viewer')).toHaveCount(0);
  await page.getByRole('searchbox').fill('returned pump Hamburg');
  await expect(
    page.locator('.hits[data-query="returned pump Hamburg"] .hit').first(),
  ).toContainText('Refunds');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.locator('.text-view mark').filter({ hasText: 'Hamburg' })).toBeVisible();
});

test('an answer marks what is borne out and what is not, and survives a reload', async ({
  page,
}) => {
  await signIn(page);
  model.answer = (prompt) => {
    const number = /<passage number="(\d+)"[^>]*>\n[^<]*42 kg/.exec(prompt)?.[1] ?? '1';
    return (
      `The pump weighs 42 kg and must not be started dry [${number}]. ` +
      `It was painted green by Jensen in 1974 [${number}]. ` +
      '<img src=x onerror=alert(1)>See [this](https://evil.example).'
    );
  };
  await page.getByRole('tab', { name: 'Ask' }).click();
  await page.getByRole('searchbox').fill('How much does the pump weigh and may it be started dry?');
  await page.keyboard.press('Enter');
  await expect(page.locator('.sentence[data-support="supported"]').first()).toContainText('42 kg');
  await expect(page.locator('.sentence[data-support="not_supported"]').first()).toContainText(
    'Jensen',
  );
  await expect(page.locator('.answer img, .answer a')).toHaveCount(0);
  await expect(page.getByText('evil.example')).toHaveCount(0);
  await page.locator('.cite').first().hover();
  await expect(page.locator('.cite .hover').first()).toBeVisible();
  await shot(page, 'answer');
  await page.locator('.cite').first().click();
  await expect(page.locator('[data-page="2"][data-drawn="true"]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('tab', { name: 'Ask' }).click();
  await page.getByRole('button', { name: /^How much does the pump weigh/ }).click();
  await expect(page.locator('.sentence[data-support="supported"]').first()).toContainText('42 kg');
});

test('what the library does not hold is refused plainly', async ({ page }) => {
  await signIn(page);
  await page.getByRole('tab', { name: 'Ask' }).click();
  await page.getByRole('searchbox').fill('Who won the chess championship in 1972?');
  await page.keyboard.press('Enter');
  await expect(page.locator('.refusal')).toContainText('Nothing in the library answers this');
});

test('thumbs become judgements', async ({ page }) => {
  await signIn(page);
  await page.getByRole('searchbox').fill('priming');
  const first = page.locator('.hits[data-query="priming"] > li').first();
  await first.hover();
  await first.getByRole('button', { name: 'This belongs here' }).click();
  await expect(first.getByRole('button', { name: 'This belongs here' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  const kept = await (
    await fetch(`${library.url}/api/v1/collections/library/judgements`, {
      headers: { authorization: `Bearer ${library.key()}` },
    })
  ).json();
  expect(kept.data).toHaveLength(1);
  expect(kept.data[0]).toMatchObject({ query: 'priming', grade: 1 });
});

test('a phone of 360 pixels and the dark colours', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page);
  await page.getByRole('searchbox').fill('pump');
  await expect(page.locator('.hit').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await shot(page, 'phone');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Use the dark colours' }).click();
  await page.locator('.hit').first().click();
  await expect(page.locator('.viewer')).toBeVisible();
  await page.waitForTimeout(500);
  await shot(page, 'dark');
});
