import { type OpenedPicture, openPicture } from "../../picture/decode.js";
import { samplePictures } from "../../picture/samples.js";
import { engine } from "../../recognition/recognizer.js";
import { picture, showPicture } from "./state.js";
import "./sample-pictures.css";

/** Pictures to try for those who have none at hand. */
export function SamplePictures() {
  // The network comes first: it is what people wait for.
  const isSettled = engine.value.phase !== "loading" && !("provisional" in engine.value);
  return (
    <div class="samples">
      <h2 id="samples-title">Or try a picture</h2>
      <ul aria-labelledby="samples-title">
        {samplePictures.map(({ name, url }) => (
          <li key={url}>
            <button
              type="button"
              aria-pressed={picture.value?.name === name}
              onClick={() => showPicture(openSample(url, name))}
            >
              {isSettled ? (
                <img src={url} alt="" width="64" height="48" decoding="async" />
              ) : (
                <span class="placeholder" />
              )}
              <span>{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function openSample(url: string, name: string): Promise<OpenedPicture> {
  let file: Blob;
  try {
    file = await (await fetch(url)).blob();
  } catch (cause) {
    throw new Error(`${name} could not be loaded; are you offline?`, { cause });
  }
  return openPicture(file, name);
}
