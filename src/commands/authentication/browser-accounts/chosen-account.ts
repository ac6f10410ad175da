import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';

/** Whom a person chose among the accounts of the browser, with what is shown of them. Nothing is proven by it. */
export interface ChosenAccount {
  personId: string;
  display: string;
}

type Flow = Pick<AuthenticationFlow, 'personId' | 'request'>;

/** Whom a flow is for: the person whose factors it has, else whom they chose among the accounts of the browser. */
export function personOfFlow({ personId, request }: Flow): string | undefined {
  return personId ?? readChosen(request)?.personId;
}

/** What is shown of an account that was chosen, until a factor is proven. */
export function shownAccountOf({ personId, request }: Flow): string | null {
  return personId ? null : (readChosen(request)?.display ?? null);
}

function readChosen(request: string): ChosenAccount | undefined {
  return (JSON.parse(request) as { chosen?: ChosenAccount }).chosen;
}
