/** What is used here of opentype.js, which brings no types. */
declare module "opentype.js" {
  export interface Path {
    getBoundingBox(): { x1: number; y1: number; x2: number; y2: number };
    /** The `d` attribute of an SVG path. */
    toPathData(decimalPlaces: number): string;
  }
  export interface Font {
    getPath(text: string, x: number, y: number, fontSize: number): Path;
  }
  const opentype: { parse(bytes: ArrayBuffer): Font };
  export default opentype;
}
