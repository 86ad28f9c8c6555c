// `npm run facts`: checks everything that is said about the client against the one that is installed.
import { readFileSync } from "node:fs";
import { CLIENT_FACTS } from "../simulation/facts/client-facts.ts";
import { checkFact, factReport, holds } from "../simulation/facts/fact.ts";
import "../simulation/whole.ts";

/** The pair that the site teaches: the README and the lessons name it. */
const TAUGHT = { server: "1.8.12", client: "1.8.16" };

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../../node_modules/phoenix/package.json", import.meta.url), "utf8"),
);
const findings = CLIENT_FACTS.map((fact) => checkFact(fact));

process.stdout.write(
  `client: phoenix ${version} from npm${version === TAUGHT.client ? "" : ` (the facts were read off ${TAUGHT.client})`}\n` +
    `taught pair: server Phoenix ${TAUGHT.server}, client phoenix ${TAUGHT.client}\n\n` +
    factReport(findings),
);
process.exitCode = findings.every(holds) ? 0 : 1;
