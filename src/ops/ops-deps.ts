import type { CommandDeps } from '../commands/command-deps.ts';
import type { AskedReplay } from '../commands/mobile-authentication/callback/find-forgotten-replays.ts';

/** What the commands of operators need of the world: the same commands and the same engine as the API. */
export interface OpsDeps extends CommandDeps {
  startCallbackReplay(replay: AskedReplay): Promise<boolean>;
}

/** Who sits in front of it. */
export interface Terminal {
  print(text: string): void;
  /** On standard error. */
  complain(text: string): void;
  /** Whether questions can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
  /** The account of the operating system, where it has a name. */
  account: string | undefined;
}

/** A program before it knows where it runs: `--help` needs neither settings nor a database. */
export interface Ops {
  terminal: Terminal;
  connect(): Promise<OpsDeps>;
}
