import { closeSync, openSync, readSync, statSync, watchFile } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Prints from now on what is written to a log, until this process ends. */
export function followLog(path: string, print: (text: string) => void = (text) => process.stdout.write(text)): void {
  const decoder = new StringDecoder('utf8');
  let position = statSync(path).size;
  const watcher = watchFile(path, { interval: 300 }, ({ size }) => {
    const fresh = Buffer.alloc(Math.max(0, size - position));
    position = size;
    const file = openSync(path, 'r');
    readSync(file, fresh, 0, fresh.length, size - fresh.length);
    closeSync(file);
    print(decoder.write(fresh));
  });
  watcher.unref();
}
