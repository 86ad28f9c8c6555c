import { Raised } from "../kernel/raised.ts";
import { EncodeError } from "../protocol/serializer.ts";

/** Runs an encoder inside a process: what cannot be encoded raises there, as it does in Elixir. */
export function encodeOrRaise<Result>(encode: () => Result): Result {
  try {
    return encode();
  } catch (error) {
    if (error instanceof EncodeError) throw new Raised(error.exception, error.message, error.fields);
    throw error;
  }
}
