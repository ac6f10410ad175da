import { z } from 'zod';
import type { KeyUse } from '../../../commands/configuration/encryption/key-use.ts';
import type { Engine } from '../../../workflows/engine.ts';

const time = z.string().nullable();
const part = z.enum(['up', 'down']);

export const systemAnswer = z.object({
  version: z.string().describe('Version of Countersign.'),
  node_version: z.string().describe('Version of Node.'),
  postgresql_version: z.string().nullable().describe('Version of PostgreSQL; null while it is away.'),
  mode: z.enum(['development', 'production']).describe('How strict the server is.'),
  public_url: z.string().describe('Where browsers and apps reach it.'),
  started_at: z.string().describe('When the process that answers began (RFC 3339).'),
  parts: z
    .object({
      postgresql: part.describe('Whether PostgreSQL answers.'),
      temporal: part.describe('Whether Temporal answers.'),
      clock: part.describe('Whether the clock of this process agrees with that of PostgreSQL.'),
    })
    .describe('What the server needs.'),
  clock_skew_seconds: z
    .number()
    .nullable()
    .describe('Seconds that this process is ahead of PostgreSQL, negative when behind; null until it was measured.'),
  keys: z
    .array(
      z.object({
        id: z.string().describe('Id of the key.'),
        role: z.enum(['current', 'former']).describe('`current` encrypts, `former` only decrypts.'),
        makes_hashes: z.boolean().describe('Whether lookup hashes are made with it: it stays on the ring for ever.'),
        current_since: time.describe('Since when it encrypts (RFC 3339); null if it does not.'),
        unused_since: time.describe('Since when nothing was found that it encrypts (RFC 3339); null: it is used.'),
        checked_at: time.describe('When that was looked for last (RFC 3339).'),
      }),
    )
    .describe('Keys of the keyring, the current one first. Never their bytes.'),
  schedules: z
    .array(
      z.object({
        name: z.string().describe('Name of the schedule.'),
        note: z.string().describe('What it does.'),
        every: z.string().describe('Its interval, such as `15 s`.'),
        state: z.enum(['running', 'paused', 'missing']).describe('Whether Temporal starts it.'),
        last_run_at: time.describe('When it was started last (RFC 3339).'),
        next_run_at: time.describe('When it is started next (RFC 3339).'),
      }),
    )
    .nullable()
    .describe('Recurring work; null while Temporal is away.'),
});

type Shown = z.input<typeof systemAnswer>;
type ScheduleState = Awaited<ReturnType<Engine['schedules']>>[number];

export function presentKey(key: KeyUse): Shown['keys'][number] {
  return {
    ...{ id: key.id, role: key.role, makes_hashes: key.makesHashes },
    current_since: key.currentSince?.toISOString() ?? null,
    unused_since: key.unusedSince?.toISOString() ?? null,
    checked_at: key.checkedAt?.toISOString() ?? null,
  };
}

export function presentSchedule(schedule: ScheduleState): NonNullable<Shown['schedules']>[number] {
  const { lastRunAt, nextRunAt, ...rest } = schedule;
  return {
    ...rest,
    last_run_at: lastRunAt?.toISOString() ?? null,
    next_run_at: nextRunAt?.toISOString() ?? null,
  };
}
