import type { SignInMethod } from '../../api/methods.ts';

/** What a method is called: by its person, else by where it leads, else by its type. */
export function nameOf({ name, destination }: Pick<SignInMethod, 'name' | 'destination'>, type: string): string {
  return name || destination || type;
}
