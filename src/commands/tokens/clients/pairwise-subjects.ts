import { runStatement } from '../../../database/prepared-statement.ts';
import type { CommandDeps } from '../../command-deps.ts';

type Deps = Pick<CommandDeps, 'em'>;

const find = `select id from pairwise_subject where sector = ? and person_id = ?`;
const insert = `
  insert into pairwise_subject (id, sector, person_id) values (?, ?, ?)
  on conflict (sector, person_id) do update set sector = excluded.sector returning id`;

/** What the clients of a sector know a person by: made at the first need, and kept. */
export async function pairwiseSubjectOf(
  { em, random }: Deps & Pick<CommandDeps, 'random'>,
  { sector, personId }: { sector: string; personId: string },
): Promise<string> {
  const [known] = await runStatement<{ id: string }>(em(), { sql: find, parameters: [sector, personId] });
  if (known) return known.id;
  const parameters = [random(32).toString('base64url'), sector, personId];
  const [made] = await runStatement<{ id: string }>(em(), { sql: insert, parameters });
  return made?.id ?? '';
}

/** The person whom the clients of a sector know by a name; undefined: none, or another sector does. */
export async function personOfPairwiseSubject(
  { em }: Deps,
  { sector, subject }: { sector: string; subject: string },
): Promise<string | undefined> {
  const sql = `select person_id as "personId" from pairwise_subject where id = ? and sector = ?`;
  const [found] = await runStatement<{ personId: string }>(em(), { sql, parameters: [subject, sector] });
  return found?.personId;
}
