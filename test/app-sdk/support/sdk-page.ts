import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** As strict as that of the product: neither `eval` nor WebAssembly. The page has one inline script. */
const contentPolicy = "default-src 'none'; script-src 'self' 'unsafe-inline'; worker-src 'self'";

export interface SdkPage {
  origin: string;
  close(): Promise<void>;
}

/** Serves an empty page with the bundled package as `window.sdk` and its worker as `/pin-worker.js`. */
export async function serveSdkPage(): Promise<SdkPage> {
  const scripts = new Map([
    ['/sdk.js', await bundle('index.ts')],
    ['/pin-worker.js', await bundle('authenticators/pin-worker.ts')],
  ]);
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '');
    response.writeHead(200, {
      'content-type': script ? 'text/javascript' : 'text/html',
      'content-security-policy': contentPolicy,
    });
    response.end(
      script ?? '<!doctype html><title>sdk</title><script type="module">window.sdk = await import("/sdk.js")</script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bundle(name: string): Promise<string> {
  const entry = fileURLToPath(new URL(`../../../app-sdk/${name}`, import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'bundle' } },
  });
  const [bundled] = Array.isArray(result) ? result : [result];
  if (!bundled || !('output' in bundled)) throw new Error('vite built nothing');
  return bundled.output[0].code;
}
