import { query } from '../../../support/query.ts';

/** Has the database of a server of its own refuse every new link to an account while work is done, as a disk that is full would. */
export async function whileLinksAreRefused<Result>(ownerUrl: string, work: () => Promise<Result>): Promise<Result> {
  const refuse = `create function refuse_links() returns trigger language plpgsql as 'begin raise exception ''refused''; end'`;
  await query(ownerUrl, refuse);
  await query(
    ownerUrl,
    'create trigger refuse_links before insert on external_identity for each row execute function refuse_links()',
  );
  try {
    return await work();
  } finally {
    await query(ownerUrl, 'drop function refuse_links cascade');
  }
}
