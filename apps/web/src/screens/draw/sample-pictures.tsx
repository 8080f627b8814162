import { samplePictures } from "../../picture/samples.js";
import { engine } from "../../recognition/recognizer.js";
import { picture, pictureError, showPicture } from "./state.js";
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
            <button type="button" aria-pressed={picture.value?.name === name} onClick={() => show(url, name)}>
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

async function show(url: string, name: string): Promise<void> {
  try {
    const response = await fetch(url);
    await showPicture(await response.blob(), name);
  } catch {
    pictureError.value = `${name} could not be loaded; are you offline?`;
  }
}
