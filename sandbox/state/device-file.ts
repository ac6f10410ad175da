import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import path from 'node:path';
import { readOptionalFile, writePrivateFile } from '../private-files.ts';

export interface DeviceRecord {
  push_token: string;
  platform: 'android' | 'ios';
  registered_at: string;
  /** A label by the registering caller. */
  application?: string;
  /** iOS: pushes for another topic are refused. */
  bundle_id?: string;
  unregistered_at?: string;
}

const fileName = 'devices.jsonl';
const keptDevices = 20_000;

/** The registered devices, one JSON object per line; the last line of a token counts. Keeps enrolled phones working over restarts. */
export class DeviceFile {
  readonly #stream: WriteStream;

  private constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** Reads and compacts the file of `folder`, and opens it. Ignores a line that a crash truncated. */
  static async open(folder: string): Promise<{ file: DeviceFile; records: DeviceRecord[] }> {
    const text = (await readOptionalFile(folder, fileName)) ?? '';
    const byToken = new Map<string, DeviceRecord>();
    for (const line of text.split('\n')) {
      const record = parse(line);
      if (record === undefined) continue;
      byToken.delete(record.push_token);
      byToken.set(record.push_token, record);
    }
    const records = [...byToken.values()].slice(-keptDevices);
    const name = path.join(folder, fileName);
    await writePrivateFile(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    return { file: new DeviceFile(createWriteStream(name, { flags: 'a', mode: 0o600 })), records };
  }

  append(record: DeviceRecord): void {
    this.#stream.write(`${JSON.stringify(record)}\n`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(resolve));
  }
}

function parse(line: string): DeviceRecord | undefined {
  try {
    const value = JSON.parse(line) as DeviceRecord;
    return typeof value.push_token === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
