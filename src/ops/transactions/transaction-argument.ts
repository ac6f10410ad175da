import { Argument, InvalidArgumentError } from 'commander';
import { isTransactionId } from '../../domain/mobile-authentication/transaction-id.ts';

/** The id of a transaction, in any case. */
export function transactionArgument(): Argument {
  return new Argument('<id>', 'id of the transaction').argParser((text) => {
    const id = text.toLowerCase();
    if (!isTransactionId(id)) throw new InvalidArgumentError('That is not the id of a transaction.');
    return id;
  });
}
