import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { MessageReceipt } from '../../../entities/happenings/message-receipt.ts';
import type { CommandDeps } from '../../command-deps.ts';

/**
 * Takes the right to send one message. `opened`: send it. `sent`: an earlier try did, or died while doing it (nobody
 * knows, and a second message would be worse). `refused`: an earlier try was told no.
 */
export async function openReceipt(deps: Pick<CommandDeps, 'em' | 'clock'>, id: string, channel: 'push' | 'sms'): Promise<'opened' | 'sent' | 'refused'> {
  try {
    await deps.em().insert(MessageReceipt, { id, channel, status: 'sending', createdAt: deps.clock() });
    return 'opened';
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const receipt = await deps.em().findOneOrFail(MessageReceipt, { id });
    return receipt.status === 'refused' ? 'refused' : 'sent';
  }
}

/** Writes what the provider said. */
export async function finishReceipt(
  deps: Pick<CommandDeps, 'em'>,
  id: string,
  result: { status: 'sent'; providerMessageId: string } | { status: string; code: string },
): Promise<void> {
  const change = 'providerMessageId' in result ? { status: 'sent' as const, providerMessageId: result.providerMessageId } : { status: 'refused' as const, refusal: result.code };
  await deps.em().nativeUpdate(MessageReceipt, { id }, change);
}
