/**
 * Writes the cards of the pre-trained models anew, when a preset has been measured again (bench/presets.ts) since.
 *
 *   npx tsx bench/model-cards.ts
 */
import { pretrained } from "@mnist/model/classifier";
import { writeModelCard } from "./lib/model-card.js";
import { pretrainedFolder } from "./lib/pretrained-folder.js";

for (const name of pretrained) await writeModelCard(pretrainedFolder(name));
