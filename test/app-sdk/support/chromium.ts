import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';

/** A real Chromium: the packaged one where it runs, else the one that playwright finds. */
export async function launchChromium(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return await chromium.launch();
  const { default: packaged } = await import('@sparticuz/chromium');
  // its own arguments put all tabs in one process without web security: not what is to be tested here
  return await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
}

export interface SdkPage {
  origin: string;
  close(): Promise<void>;
}

/** Serves an empty page that has the package as `window.sdk`, bundled as an app would. */
export async function serveSdkPage(): Promise<SdkPage> {
  const script = await bundleSdk();
  const server = createServer((request, response) => {
    const isScript = request.url === '/sdk.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(
      isScript ? script : '<!doctype html><title>sdk</title><script type="module">window.sdk = await import("/sdk.js")</script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bundleSdk(): Promise<string> {
  const entry = fileURLToPath(new URL('../../../app-sdk/index.ts', import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'sdk' } },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (!bundle || !('output' in bundle)) throw new Error('vite built nothing');
  return bundle.output[0].code;
}
