import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { compress } from '../http/compressed.ts';
import type { Compressed } from '../http/compressed.ts';

export const libraryFile = 'scalar.js';
export const startFile = 'start.js';

/** The scripts of the page. */
export interface PageFiles {
  /** Hash of the scripts, part of their addresses, so that browsers can cache them for ever. */
  version: string;
  files: Record<string, Compressed>;
}

/**
 * Options of the library. Off: everything that contacts another server (fonts, usage data, the vendor's proxy and client), the vendor's
 * extras (chat, MCP, editors), requests from the page, and other samples than the document's.
 */
const settings = {
  url: '/openapi.json',
  theme: 'default',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  hideTestRequestButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  hiddenClients: true,
  hideModels: true,
  documentDownloadType: 'none',
  defaultOpenFirstTag: false,
};

const start = `Scalar.createApiReference('#reference', ${JSON.stringify(settings)});\n`;

/** Reads and compresses the scripts once, at the first request, because it takes half a second. 4.9 MB become 1.4 MB. */
export async function loadPageFiles(): Promise<PageFiles> {
  const library = await readFile(libraryPath());
  const version = createHash('sha256').update(library).update(start).digest('hex').slice(0, 16);
  return {
    version,
    files: { [libraryFile]: await compress(library), [startFile]: await compress(Buffer.from(start)) },
  };
}

/** The library's single bundle for browsers. The production image has only this file and package.json of the package. */
function libraryPath(): string {
  const description = findPackageJSON('@scalar/api-reference', import.meta.url);
  if (description === undefined) throw new Error('The package @scalar/api-reference is not installed');
  return join(dirname(description), 'dist/browser/standalone.js');
}
