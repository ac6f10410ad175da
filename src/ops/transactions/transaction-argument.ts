import { Argument, InvalidArgumentError } from 'commander';

/** The id of a transaction, in any case. */
export function transactionArgument(): Argument {
  return new Argument('<id>', 'id of the transaction').argParser((text) => {
    const id = text.toLowerCase();
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new InvalidArgumentError('That is not the id of a transaction.');
    return id;
  });
}
