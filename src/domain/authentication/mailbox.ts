import type { FactorClass } from './levels.ts';

/** What a value of `amr` was a proof of. Others say nothing of it. */
export const classOfAmr: Readonly<Record<string, FactorClass>> = {
  pwd: 'know',
  pin: 'know',
  fed: 'know',
  email: 'have',
  sms: 'have',
  whatsapp: 'have',
  otp: 'have',
  push: 'have',
  pop: 'have',
  hwk: 'have',
  swk: 'have',
  fpt: 'are',
  face: 'are',
};

/** Who reads the mails of a person gets a code, and the password of most accounts elsewhere set anew. */
const fromMailbox: ReadonlySet<string> = new Set(['email', 'fed']);
/** An `otp` is that of the mail, where there was one. */
const ofMail = 'otp';

/** A factor, as far as it matters what it rests on. */
interface Proof {
  method: string;
  classes: readonly FactorClass[];
  amr: readonly string[];
}

/** Those classes of a proof that rest on a mailbox alone. Action tokens are mailed, or may be. */
function mailboxClassesOf({ method, classes, amr }: Proof): FactorClass[] {
  if (method === 'action_token') return [...classes];
  const elsewhere = amr.filter((value) => !fromMailbox.has(value) && !(value === ofMail && amr.includes('email')));
  const isFrom = (values: readonly string[], one: FactorClass) => values.some((value) => classOfAmr[value] === one);
  const mails = amr.filter((value) => fromMailbox.has(value));
  return classes.filter((one) => isFrom(mails, one) && !isFrom(elsewhere, one));
}

/**
 * The classes that proofs come to: what rests on a mailbox is one proof, however often it was shown, and so of one class. It is the one that
 * no other proof has, if there is one.
 */
export function classesOf(proofs: readonly Proof[]): FactorClass[] {
  const mailbox = proofs.flatMap(mailboxClassesOf);
  const others = new Set(
    proofs.flatMap((proof) => {
      const own = mailboxClassesOf(proof);
      return proof.classes.filter((one) => !own.includes(one));
    }),
  );
  const added = mailbox.find((one) => !others.has(one));
  return [...others, ...(added === undefined ? [] : [added])];
}
