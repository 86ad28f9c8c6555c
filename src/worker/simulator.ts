import { expose } from "comlink";
import { Session } from "../simulation/session.ts";

expose(new Session());
