import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Milliseconds between looks. */
const interval = 300;

/**
 * Prints from now on what is written to a log, until this process ends. It compares sizes itself: a watcher takes its first
 * look some time after it was asked to, and says nothing of what was written before that.
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
