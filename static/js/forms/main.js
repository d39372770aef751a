// What every form of the portal does in a browser that runs scripts; without them each still works.

import "./sending.js";
import "./keeping.js";
import "./offering.js";
import "./choices.js";
