declare const brand: unique symbol;

/** A value that must not be mixed with others of the same shape: a `Ref` is not a `JoinRef`. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
