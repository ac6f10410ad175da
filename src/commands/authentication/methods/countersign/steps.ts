import encodeQR from 'qr';
import { factorOfApproval } from '../../../../domain/authentication/methods/countersign.ts';
import { asksForVerificationCode } from '../../../../domain/mobile-authentication/codes/verification-code.ts';
import { timeOrderedId } from '../../../../entities/columns/id.ts';
import { Transaction } from '../../../../entities/mobile-authentication/transaction.ts';
import { CountersignError } from '../../../../errors/countersign-error.ts';
import { findAppLink } from '../../../configuration/app-link.ts';
import { verificationCodeOf } from '../../../mobile-authentication/answer/check-verification-code.ts';
import { findEnrolledPhones } from '../../../mobile-authentication/initialise/find-enrolled-phones.ts';
import { initialiseTransaction } from '../../../mobile-authentication/initialise/initialise-transaction.ts';
import { withdrawTransaction } from '../../../mobile-authentication/initialise/withdraw-transaction.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import type { Attempt, MethodResult, MethodSteps } from '../method-steps.ts';
import { approvalMessage } from './approval-message.ts';
import {
  fallbackNumber,
  ownerOf,
  resendSentCode,
  sentCodeOf,
  showSentCode,
  triesOfSentCode,
  verifySentCode,
} from './sent-code.ts';

/** What is shown of an approval that is waited for. */
interface ApprovalContent {
  verification_code?: string;
  device: { name: string; platform: string };
  /** Opens the app, which shows what it is asked: for who got no message. It holds nothing of this sign-in. */
  app_link?: string;
  /** Of that link: SVG. */
  qr_svg?: string;
}

/**
 * A mobile authentication of the person's phone, with the code of the page typed into it. Where its type falls back to a text message, the
 * code of that is typed into the page.
 */
export const countersignSteps: MethodSteps<Record<string, never>> = {
  begin: askPhone,
  show: (deps, challenge) =>
    challenge.destination
      ? showSentCode(deps, challenge)
      : { type: 'approval', ...(JSON.parse(challenge.content ?? '{}') as ApprovalContent) },
  async settle(deps, { subjectId, personId, destination }) {
    const row = subjectId ? await deps.em().findOne(Transaction, { id: subjectId }) : null;
    if (!row) return undefined;
    if (row.status === 'pending') return destination ? undefined : sentCodeOf(row);
    if (row.status === 'authenticated' && row.userId === personId && personId)
      return { proven: { personId, ...factorOfApproval(row.method, asksForVerificationCode(row.policy)) } };
    return { ended: row.reason === 'reported_by_user' ? 'reported' : 'refused or expired' };
  },
  elsewhere: { tries: triesOfSentCode, verify: verifySentCode },
  resend: resendSentCode,
  async abandon(deps, { subjectId }) {
    if (subjectId) await deps.engine.mobileAuthentication.cancel(subjectId);
  },
  async isSetUp(deps, personId) {
    const { general, types } = await deps.configuration.current();
    if (!types.has(general.login_mobile_authentication_type)) return false;
    return (await findEnrolledPhones(deps, personId)).length > 0;
  },
};

async function askPhone(deps: FlowDeps, { flow, origin }: Attempt<unknown>): Promise<MethodResult> {
  const { personId } = flow;
  const snapshot = await deps.configuration.current();
  const type = snapshot.general.login_mobile_authentication_type;
  if (!personId || !snapshot.types.has(type)) throw new CountersignError('no_device');
  const row = await initialiseTransaction(deps, {
    apiClientId: ownerOf(flow),
    requestId: origin.requestId,
    origin,
    typeName: type,
    isOwn: true,
    userId: personId,
    phone: { by: 'user_id' },
    message: await approvalMessage(deps, flow, type),
    languageCode: flow.locale,
    ipAddress: origin.clientIp ?? undefined,
    userAgent: origin.userAgent ?? undefined,
    ...{ callbackUri: undefined, signingData: undefined, secureMessage: undefined },
    ...{ phoneNumber: await fallbackNumber(deps, flow), idempotencyKey: undefined },
  }).catch(refuseWithoutDevice);
  const code = verificationCodeOf(deps.keyring, row);
  const { name = '', platform = '' } = row.device ?? {};
  const content: ApprovalContent = {
    ...(code ? { verification_code: code } : {}),
    device: { name, platform },
    ...presentAppLink(findAppLink(snapshot)),
  };
  const withdraw = async (): Promise<void> => {
    await withdrawTransaction(deps, row.id);
  };
  const send = async (): Promise<void> => {
    await deps.engine.mobileAuthentication.start(row).catch(async (error: unknown) => {
      await withdraw();
      throw error;
    });
  };
  const id = timeOrderedId(deps.clock().getTime());
  const { expiresAt } = row;
  return {
    challenge: { id, on: 'approval asked for', personId, subjectId: row.id, content, expiresAt, send, withdraw },
  };
}

function presentAppLink(link: string | undefined): Pick<ApprovalContent, 'app_link' | 'qr_svg'> {
  return link === undefined ? {} : { app_link: link, qr_svg: encodeQR(link, 'svg', { ecc: 'medium' }) };
}

function refuseWithoutDevice(error: unknown): never {
  const isWithout = error instanceof CountersignError && error.code === 'no_authentication_possibilities';
  throw isWithout ? new CountersignError('no_device', { cause: error }) : error;
}
