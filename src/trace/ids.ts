import type { Brand } from "../protocol/brand.ts";

/** Position of an event in its trace, counted from 0. */
export type Seq = Brand<number, "Seq">;
/** One process of the simulated server. */
export type Pid = Brand<number, "Pid">;
/** One WebSocket connection, from the attempt to its end; never reused. */
export type ConnectionId = Brand<number, "ConnectionId">;
/** One WebSocket data frame. */
export type FrameId = Brand<number, "FrameId">;
/** One timer that the client set. */
export type TimerId = Brand<number, "TimerId">;
/** A viewer of the scenario: its browser page, its socket and its link. For example `ben`. */
export type ClientId = Brand<string, "ClientId">;
/** One node of a server that is made of several. For example `a`. */
export type NodeName = Brand<string, "NodeName">;
/** One push of one client, counted from 1 in the order the page made them; a join is a push too. */
export type PushId = Brand<number, "PushId">;
