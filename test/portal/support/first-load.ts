import { request } from 'node:http';
import type { Page } from 'playwright-core';

/** Bytes that a browser with an empty cache loads for what is open now, compressed as the server sends them. */
export async function measureFirstLoad(page: Page): Promise<number> {
  const paths = await page.evaluate(() => [
    location.pathname,
    ...performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.includes('/assets/')),
  ]);
  const { origin } = new URL(page.url());
  const sizes = await Promise.all([...new Set(paths)].map((path) => bytesOf(new URL(path, origin))));
  // A page that loaded nothing would always be small enough.
  if (paths.length < 5) throw new Error(`Only ${paths.join(', ')} were loaded`);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function bytesOf(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => void (bytes += chunk.length));
      answer.once('end', () => resolve(bytes));
    });
    sent.once('error', reject);
    sent.end();
  });
}
