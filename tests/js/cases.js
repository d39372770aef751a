// The tables of cases that Python's tests read too, and the modules under test.

import { readFileSync } from "node:fs";

export const casesOf = (name) => JSON.parse(readFileSync(new URL(`../cases/${name}`, import.meta.url), "utf-8"));
export const script = (name) => import(new URL(`../../static/js/${name}`, import.meta.url));
