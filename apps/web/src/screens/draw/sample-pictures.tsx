import { samplePictures } from "../../picture/samples.js";
import { picture, pictureError, showPicture } from "./state.js";

/** Pictures to try for those who have none at hand. */
export function SamplePictures() {
  return (
    <div class="samples">
      <h2 id="samples-title">Or try a picture</h2>
      <ul aria-labelledby="samples-title">
        {samplePictures.map(({ name, url }) => (
          <li key={url}>
            <button type="button" aria-pressed={picture.value?.name === name} onClick={() => show(url, name)}>
              <img src={url} alt="" width="56" height="56" loading="lazy" decoding="async" />
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
