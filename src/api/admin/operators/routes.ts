import { changeOperator } from '../../../commands/operators/change-operator.ts';
import { createOperator } from '../../../commands/operators/create-operator.ts';
import { deleteOperator } from '../../../commands/operators/delete-operator.ts';
import { findOperator, findOperators } from '../../../commands/operators/find-operators.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { operatorOf } from '../operator-access.ts';
import {
  listQuerySchema,
  newOperatorSchema,
  operatorChangeSchema,
  operatorIdSchema,
  operatorListSchema,
  operatorSchema,
  presentOperator,
} from './schema.ts';

/** Management of operators, for role ADMIN. */
export function operatorRoutes(deps: AdminDeps): Route[] {
  return [...collectionRoutes(deps), ...itemRoutes(deps)];
}

function collectionRoutes(deps: AdminDeps): Route[] {
  const path = '/operators';
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Operators by username',
      query: listQuerySchema,
      responses: { 200: operatorListSchema },
      handler: async ({ query: { limit, cursor } }) => {
        const found = await findOperators(deps, {
          limit: limit + 1,
          after: cursor === undefined ? undefined : readCursor(cursor),
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          status: 200,
          body: {
            items: page.map(presentOperator),
            next_cursor: found.length > limit && last ? writeCursor(last.username) : null,
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path,
      summary: 'Create an operator',
      body: newOperatorSchema,
      responses: { 201: operatorSchema },
      handler: async ({ body: { username, display_name: displayName = username, role, password }, context }) => {
        const operator = await createOperator(deps, requestOriginOf(context), operatorOf(context), {
          username,
          displayName,
          role,
          password,
        });
        return {
          status: 201,
          body: presentOperator(operator),
          headers: { Location: `/admin/v1/operators/${operator.id}` },
        };
      },
    }),
  ];
}

function itemRoutes(deps: AdminDeps): Route[] {
  const one = { path: '/operators/:operator_id', params: operatorIdSchema } as const;
  return [
    defineRoute({
      ...one,
      method: 'get',
      summary: 'One operator',
      responses: { 200: operatorSchema },
      handler: async ({ params }) => {
        const operator = await findOperator(deps, params.operator_id);
        if (!operator) throw new CountersignError('operator_not_found');
        return { status: 200, body: presentOperator(operator) };
      },
    }),
    defineRoute({
      ...one,
      method: 'patch',
      summary: "Change an operator; another role or password, or being disabled, ends the operator's sessions",
      body: operatorChangeSchema,
      responses: { 200: operatorSchema },
      handler: async ({ params, body: { display_name: displayName, ...change }, context }) => {
        const operator = await changeOperator(deps, requestOriginOf(context), operatorOf(context), params.operator_id, {
          displayName,
          ...change,
        });
        return { status: 200, body: presentOperator(operator) };
      },
    }),
    defineRoute({
      ...one,
      method: 'delete',
      summary: 'Delete an operator; their sessions end',
      responses: { 204: null },
      handler: async ({ params, context }) => {
        await deleteOperator(deps, requestOriginOf(context), operatorOf(context), params.operator_id);
        return { status: 204 };
      },
    }),
  ];
}
