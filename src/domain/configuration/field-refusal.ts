/** Reason of a refused value, for the caller: a code and a sentence, both without the value. */
export interface FieldRefusal {
  code: string;
  message: string;
}
