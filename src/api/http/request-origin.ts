import type { Context } from 'koa';
import type { RequestOrigin } from '../../commands/events/request-origin.ts';
import type { ApiClient } from '../../entities/configuration/api-client.ts';
import type { CallingOperator } from './calling-operator.ts';

/** Where a request came from; the API client or the operator when one was authenticated. */
export function requestOriginOf(context: Context): RequestOrigin {
  const client = context.state.apiClient as ApiClient | undefined;
  return {
    requestId: context.state.requestId as string,
    clientId: client?.id ?? null,
    appName: client?.name ?? null,
    clientIp: context.ip || null,
    userAgent: context.get('user-agent') || null,
    agentUser: (context.state.operator as CallingOperator | undefined)?.operatorId ?? null,
  };
}
