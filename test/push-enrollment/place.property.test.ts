import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitPushEnrollment } from '../../src/commands/push/push-enrollment/commit-push-enrollment.ts';
import { dropPush } from '../../src/commands/push/push-enrollment/push-removals.ts';
import { releasePushEnrollment } from '../../src/commands/push/push-enrollment/release-push-enrollment.ts';
import { startPushEnrollment } from '../../src/commands/push/push-enrollment/start/start-push-enrollment.ts';
import type { AppCaller } from '../../src/commands/devices/app-caller.ts';
import { pushEnrollmentModes } from '../../src/domain/configuration/push-enrollment-modes.ts';
import type { PushEnrollmentMode } from '../../src/domain/configuration/push-enrollment-modes.ts';
import { confirmationUpdate } from '../../src/domain/push/push-enrollment/confirmation.ts';
import { sealUpdate } from '../../src/security/update-seal.ts';
import type { PushEnrollmentPurpose } from '../../src/domain/push/push-enrollment/status.ts';
import { Device } from '../../src/entities/devices/device.ts';
import { KeyEnrollment } from '../../src/entities/devices/key-enrollment.ts';
import { PushEnrollment } from '../../src/entities/push/push-enrollment.ts';
import { Registration } from '../../src/entities/devices/registration.ts';
import { User } from '../../src/entities/persons/user.ts';
import { CountersignError } from '../../src/errors/countersign-error.ts';
import type { Deps } from '../../src/runtime/deps.ts';
import { createTestDeps } from '../support/own-server.ts';
import { useStack } from '../support/stack.ts';

let deps: Deps;

beforeAll(async () => {
  deps = await createTestDeps(useStack().environment);
});

afterAll(() => deps.close());

/** The commands on the real database; a change of the mode applies at once, and no workflow runs. */
class World {
  readonly phones: AppCaller[];
  mode: PushEnrollmentMode = 'single_device';
  readonly #deps: Deps;

  private constructor(phones: AppCaller[]) {
    this.phones = phones;
    const current = async () => {
      const snapshot = await deps.configuration.current();
      return {
        ...snapshot,
        general: { ...snapshot.general, push_enrollment_mode: this.mode, push_enrollments_per_hour: 100_000 },
      };
    };
    // In the future, so that the sweeper of the shared stack starts no workflow for what is pending.
    const clock = () => new Date(Date.now() + 3_600_000);
    this.#deps = { ...deps, clock, configuration: { ...deps.configuration, current } };
  }

  static async create(count: number): Promise<World> {
    const userId = `place-${randomUUID()}`;
    // A version of the demonstration, as other tests delete theirs.
    const { applications, applicationVersions } = await deps.configuration.current();
    const own = [...applications.values()].find(({ identifier }) => identifier === 'northwind-id');
    const version = [...applicationVersions.values()].find(
      ({ platform, application }) => platform === 'android' && application === own?.id,
    );
    const em = deps.em();
    await em.insert(User, { id: userId });
    const phones: AppCaller[] = [];
    for (let index = 0; index < count; index += 1) {
      const [deviceId, clientId, profileId] = [randomBytes(32).toString('hex'), randomUUID(), randomUUID()];
      await em.insert(Device, {
        id: deviceId,
        clientId,
        applicationVersion: version?.id as string,
        name: 'phone',
        publicJwk: {},
      });
      await em.insert(Registration, { id: profileId, user: userId, device: deviceId });
      await em.insert(KeyEnrollment, {
        registration: profileId,
        publicKey: 'key',
        fingerprint: 'a',
        serverKeyFingerprint: 'b',
      });
      phones.push({ requestId: randomUUID(), registrationId: profileId, userId, deviceId, clientId });
    }
    return new World(phones);
  }

  /** @returns the code of a refusal, else `undefined`. */
  async start(phone: number, purpose: PushEnrollmentPurpose): Promise<string | undefined> {
    return refusalOf(() =>
      startPushEnrollment(this.#deps, this.#caller(phone), {
        messageId: randomUUID(),
        pushToken: randomUUID(),
        purpose,
      }),
    );
  }

  async confirm(phone: number): Promise<string | undefined> {
    const id = await this.#pending(phone);
    if (!id) return undefined;
    const content = { workflowId: id, messageId: randomUUID(), correct: true };
    const confirmation = sealUpdate(deps.keyring, confirmationUpdate, content);
    const { enrolled, failure } = await commitPushEnrollment(this.#deps, {
      enrollmentId: id,
      requestId: 'x',
      confirmation,
    });
    return enrolled ? undefined : (failure ?? 'dropped');
  }

  async release(phone: number): Promise<void> {
    const id = await this.#pending(phone);
    if (id)
      await releasePushEnrollment(this.#deps, { enrollmentId: id, requestId: 'x', outcome: { status: 'expired' } });
  }

  async drop(phone: number): Promise<void> {
    const { registrationId, ...caller } = this.#caller(phone);
    await deps.em().transactional((em) => dropPush(em, { ...caller, registrationId }, new Date()));
  }

  /** Which phones have an enrolment of a status. A phone that has two is there twice. */
  async having(status: 'pending' | 'enrolled'): Promise<number[]> {
    const rows = await deps.em().find(PushEnrollment, { userId: this.#caller(0).userId, status });
    return rows
      .map(({ registration }) => this.phones.findIndex(({ registrationId }) => registrationId === registration))
      .toSorted();
  }

  #caller(phone: number): AppCaller {
    return this.phones[phone] as AppCaller;
  }

  async #pending(phone: number): Promise<string | undefined> {
    const row = await deps
      .em()
      .findOne(PushEnrollment, { registration: this.#caller(phone).registrationId, status: 'pending' });
    return row?.id;
  }
}

async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

/** The expected state. */
interface Model {
  mode: PushEnrollmentMode;
  enrolled: Set<number>;
  /** `alone`: it was started in a mode that allows one device. */
  pending: Map<number, { purpose: PushEnrollmentPurpose; alone: boolean }>;
}

type Step = fc.AsyncCommand<Model, World>;

function others(model: Model, phone: number): boolean {
  return [...model.enrolled].some((each) => each !== phone);
}

function expectedRefusal(model: Model, phone: number, purpose: PushEnrollmentPurpose): string | undefined {
  if (purpose === 'update' && !model.enrolled.has(phone)) return 'push_not_enrolled';
  if (purpose === 'enrollment' && model.mode === 'single_device' && others(model, phone))
    return 'user_already_enrolled';
  const taken =
    purpose === 'enrollment' &&
    model.mode !== 'multiple_devices' &&
    [...model.pending.values()].some(({ alone }) => alone);
  return taken || model.pending.has(phone) ? 'push_enrollment_in_progress' : undefined;
}

function step(name: string, run: (model: Model, world: World) => Promise<void>): Step {
  return {
    check: () => true,
    run: async (model, world) => {
      await run(model, world);
      expect(await world.having('enrolled')).toEqual([...model.enrolled].toSorted());
      expect(await world.having('pending')).toEqual([...model.pending.keys()].toSorted());
    },
    toString: () => name,
  };
}

function starting(phone: number, purpose: PushEnrollmentPurpose): Step {
  return step(`${purpose} of ${phone}`, async (model, world) => {
    const refusal = expectedRefusal(model, phone, purpose);
    expect(await world.start(phone, purpose)).toBe(refusal);
    if (!refusal)
      model.pending.set(phone, { purpose, alone: purpose === 'enrollment' && model.mode !== 'multiple_devices' });
  });
}

function confirming(phone: number): Step {
  return step(`confirm ${phone}`, async (model, world) => {
    const open = model.pending.get(phone);
    const another = others(model, phone) && model.mode !== 'multiple_devices';
    const refused =
      another && (open?.purpose === 'update' ? !model.enrolled.has(phone) : model.mode === 'single_device');
    expect(await world.confirm(phone)).toBe(open && refused ? 'user_already_enrolled' : undefined);
    if (!open) return;
    model.pending.delete(phone);
    if (refused) return;
    if (another && open.purpose === 'enrollment') model.enrolled.clear();
    model.enrolled.add(phone);
  });
}

function leaving(phone: number, how: 'release' | 'drop'): Step {
  return step(`${how} ${phone}`, async (model, world) => {
    await world[how](phone);
    model.pending.delete(phone);
    if (how === 'drop') model.enrolled.delete(phone);
  });
}

function switching(mode: PushEnrollmentMode): Step {
  return step(mode, async (model, world) => {
    model.mode = mode;
    world.mode = mode;
  });
}

const phone = fc.integer({ min: 0, max: 2 });
const steps = [
  fc
    .tuple(phone, fc.constantFrom('enrollment', 'enrollment', 'update'))
    .map(([of, purpose]) => starting(of, purpose as PushEnrollmentPurpose)),
  phone.map(confirming),
  phone.map(confirming),
  fc.tuple(phone, fc.constantFrom('release', 'drop')).map(([of, how]) => leaving(of, how as 'release' | 'drop')),
  fc.constantFrom(...pushEnrollmentModes).map(switching),
];

describe('the push enrolments of a user', () => {
  it('follow the mode after any sequence of commands', { timeout: 400_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 25 }), async (commands) => {
        const real = await World.create(3);
        await fc.asyncModelRun(
          () => ({ model: { mode: 'single_device', enrolled: new Set(), pending: new Map() } as Model, real }),
          commands,
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each(['single_device', 'override_allowed'] as const)(
    'are at most one in mode %s after any concurrent commands',
    { timeout: 400_000 },
    async (mode) => {
      const command = fc.tuple(phone, fc.constantFrom('enrollment', 'update', 'confirm', 'confirm', 'release', 'drop'));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(command, { minLength: 2, maxLength: 6 }), { minLength: 2, maxLength: 6 }),
          async (rounds) => {
            const world = await World.create(3);
            world.mode = mode;
            for (const round of rounds) {
              // The commands may refuse, but neither deadlock nor violate an index.
              await Promise.all(
                round.map(([of, what]) =>
                  what === 'enrollment' || what === 'update' ? world.start(of, what) : world[what](of),
                ),
              );
              expect((await world.having('enrolled')).length).toBeLessThanOrEqual(1);
              const pending = await world.having('pending');
              expect(new Set(pending).size).toBe(pending.length);
            }
          },
        ),
        { numRuns: 25 },
      );
    },
  );
});
