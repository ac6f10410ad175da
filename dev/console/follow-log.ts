import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Milliseconds between reads. */
const interval = 300;

/**
 * Prints new text of a log until this process ends. It polls the size, because a file watcher starts late and does not
 * report text that was written before.
 */
export function followLog(path: string, print: (text: string) => void = (text) => process.stdout.write(text)): void {
  const decoder = new StringDecoder('utf8');
  let position = statSync(path).size;
  const look = () => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? position;
    if (size === position) return;
    const fresh = Buffer.alloc(Math.max(0, size - position));
    position = size;
    const file = openSync(path, 'r');
    readSync(file, fresh, 0, fresh.length, size - fresh.length);
    closeSync(file);
    print(decoder.write(fresh));
  };
  setInterval(look, interval).unref();
}
