import type { CreateDeps as TokenDeps } from '../commands/action-tokens/open/create-token.ts';
import type { CommandDeps } from '../commands/command-deps.ts';
import type { MethodMails } from '../commands/persons/sign-in-methods/changes/method-mails.ts';
import type { PasswordDeps } from '../commands/persons/sign-in-methods/password/password-deps.ts';
import type { AskedReplay } from '../commands/mobile-authentication/callback/find-forgotten-replays.ts';

/** Dependencies of the operator commands: the same commands and the same engine as the API. */
export interface OpsDeps extends CommandDeps, PasswordDeps, TokenDeps {
  methodMails: MethodMails;
  startCallbackReplay(replay: AskedReplay): Promise<boolean>;
}

/** Name of the operator. */
export interface Terminal {
  print(text: string): void;
  /** On standard error. */
  complain(text: string): void;
  /** Whether questions can be asked. */
  isInteractive: boolean;
  ask(question: string): Promise<string>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** The account of the operating system, where it has a name. */
  account: string | undefined;
}

/** A program before it knows where it runs: `--help` needs neither settings nor a database. */
export interface Ops {
  terminal: Terminal;
  connect(): Promise<OpsDeps>;
}
