import { errors, Provider } from 'oidc-provider';
import type { AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { addressKey } from '../../../commands/rate-limits/address-key.ts';
import { createRateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import type { RateLimit } from '../../../commands/rate-limits/rate-limit.ts';
import { rateLimit } from '../../../domain/rate-limits/limits.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { ArtifactAdapter } from '../artifact-adapter.ts';
import type { ArtifactTurns } from '../artifact-adapter.ts';
import { findArtifactByUid, presentArtifact } from '../artifact-rows.ts';
import { consumeOnce } from '../consume-once.ts';
import { rowHandle, rowOfHandle } from './row-handle.ts';

/**
 * Stores device codes (RFC 8628), each with a keyed hash of its user code, by which the person at the browser finds it. Wrong user codes
 * are counted for each address.
 */
export class DeviceCodeAdapter extends ArtifactAdapter {
  readonly #guesses: RateLimit;

  constructor(deps: AuthorizationServerDeps, turns: ArtifactTurns) {
    super(deps, 'DeviceCode', turns);
    this.#guesses = createRateLimit(deps, rateLimit('device-code:address'));
  }

  override async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { userCode, ...stored } = payload;
    const uid = userCode === undefined ? null : this.#hashUserCode(userCode);
    await this.insert({ ...this.rowOf(id, stored, expiresIn), uid });
  }

  override async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    const ctx = Provider.ctx as KoaContextWithOIDC;
    const address = addressKey(this.deps.keyring, ctx.ip);
    await this.#guesses.count(address).catch((error: unknown) => refuseGuess(ctx, error));
    const by = { model: 'DeviceCode', uid: this.#hashUserCode(userCode), now: this.deps.clock() } as const;
    const artifact = await findArtifactByUid(this.deps, by);
    if (!artifact) return undefined;
    await this.#guesses.takeBack(address);
    return { ...presentArtifact(artifact, rowHandle(artifact.id)), userCode };
  }

  /** Of several polls at once one gets tokens. */
  override async consume(id: string): Promise<void> {
    if (!(await consumeOnce(this.deps, this.hash(id))))
      throw new errors.InvalidGrant({ detail: 'the device code was used before' });
  }

  /** The pages get the id of the row: the value is known to the device alone. */
  protected override hash(id: string): Buffer {
    return rowOfHandle(id) ?? super.hash(id);
  }

  #hashUserCode(userCode: string): string {
    return this.deps.keyring.lookupHash(`user code ${userCode}`, 'oauth_artifact.DeviceCode').toString('base64url');
  }
}

function refuseGuess(ctx: KoaContextWithOIDC, error: unknown): never {
  if (!(error instanceof CountersignError)) throw error;
  ctx.set('Retry-After', String(error.retryAfterSeconds));
  throw Object.assign(new errors.OIDCProviderError(429, 'slow_down'), { error_description: 'too many wrong codes' });
}
