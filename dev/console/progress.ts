import { styleText } from 'node:util';

/** Shows the steps of a command on a terminal with their progress and duration. */
export interface Progress {
  /** Runs `work` as the next step; `detail` shows its current state. */
  step<T>(name: string, work: (detail: Detail) => Promise<T>): Promise<T>;
}

export type Detail = (text: string) => void;

/** The output; `process.stdout`, or a capturing stream in tests. */
export type ProgressStream = { write(text: string): unknown; isTTY?: boolean; columns?: number };

const nameWidth = 18;

/** Progress of `total` steps: one updated line per step on a terminal, plain lines elsewhere (logs, CI). */
export function createProgress(total: number, stream: ProgressStream = process.stdout): Progress {
  let done = 0;
  return {
    async step(name, work) {
      done += 1;
      const line = createLine(`[${done}/${total}]`, name, stream);
      try {
        const result = await work(line.detail);
        line.end(styleText('green', 'ready'));
        return result;
      } catch (error) {
        line.end(styleText('red', 'failed'));
        throw error;
      }
    },
  };
}

/** Progress that prints nothing. */
export const silentProgress: Progress = { step: (_name, work) => work(() => {}) };

function createLine(position: string, name: string, stream: ProgressStream) {
  const started = performance.now();
  const title = `  ${styleText('dim', position)} ${name.padEnd(nameWidth)}`;
  let current = 'starting';
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const draw = () => stream.write(`\r\x1b[K${title} ${fitted(current, stream.columns)} ${styleText('dim', seconds())}`);
  const redraw = stream.isTTY ? setInterval(draw, 200) : undefined;
  redraw?.unref();
  if (stream.isTTY) draw();
  else stream.write(`${title} ${current}\n`);

  return {
    detail(text: string) {
      if (text === current) return;
      current = text;
      if (stream.isTTY) draw();
      else stream.write(`${title} ${text}\n`);
    },
    end(result: string) {
      clearInterval(redraw);
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${title} ${result} ${styleText('dim', seconds())}\n`);
    },
  };
}

/** An updated line must fit in one line, because it is overwritten. */
function fitted(text: string, columns = 80): string {
  const room = Math.max(10, columns - nameWidth - 24);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
