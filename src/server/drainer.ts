/** The `:drainer` option of a socket (phoenix 1.8.12, lib/phoenix/socket/pool_supervisor.ex, PoolDrainer). */
export type Drainer = {
  /** How many channels are told at a time. */
  readonly batchSize: number;
  readonly batchIntervalMs: number;
  /** The drainer is killed when it takes longer; what it did not get to is stopped with everything else. */
  readonly shutdownMs: number;
};

export const DRAINER_DEFAULTS: Drainer = { batchSize: 10_000, batchIntervalMs: 2000, shutdownMs: 30_000 };
