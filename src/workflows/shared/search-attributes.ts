import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { searchAttributes } from '../../domain/search-attributes.ts';

type Key = ReturnType<typeof defineSearchAttributeKey<'KEYWORD'>>;

const keyword = (name: keyof typeof searchAttributes): Key =>
  defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const authMethod = keyword('AuthMethod');
export const authStatus = keyword('AuthStatus');
export const userHash = keyword('UserHash');

/**
 * Updates the search attributes of this workflow in one event. A workflow that was started without them, as in a namespace that does
 * not know them, stays without, so that its history can be replayed. Equal values are not written again.
 */
export function writeSearchAttributes(attributes: readonly { key: Key; value: string }[]): void {
  const { typedSearchAttributes } = workflowInfo();
  if (typedSearchAttributes.get(authStatus) === undefined) return;
  const changed = attributes.filter(({ key, value }) => typedSearchAttributes.get(key) !== value);
  if (changed.length > 0) upsertSearchAttributes(changed);
}
