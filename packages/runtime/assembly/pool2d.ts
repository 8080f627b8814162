/**
 * Max pooling of `n` samples, NHWC: y[oy][ox][c] = max of x over the window (padding never wins).
 * at: i32 byte offset in the sample of the (first) maximum, for the gradient.
 */
export function maxPool2dForward(
  x: usize,
  n: i32,
  h: i32,
  w: i32,
  c: i32,
  ph: i32,
  pw: i32,
  sh: i32,
  sw: i32,
  top: i32,
  left: i32,
  oh: i32,
  ow: i32,
  y: usize,
  at: usize,
): void {
  const sample = <usize>(h * w * c * 4),
    cols = c & ~3;
  for (; n > 0; n--) {
    for (let oy = 0; oy < oh; oy++) {
      const y0 = max(0, oy * sh - top),
        y1 = min(h, oy * sh - top + ph);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = max(0, ox * sw - left),
          x1 = min(w, ox * sw - left + pw);
        const first = (y0 * w + x0) * c * 4;
        for (let j = 0; j < cols; j += 4) {
          let best = v128.load(x + <usize>(first + j * 4)),
            where = i32x4.splat(first + j * 4);
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++) {
              const offset = ((iy * w + ix) * c + j) * 4,
                v = v128.load(x + <usize>offset);
              const larger = f32x4.gt(v, best);
              best = v128.bitselect(v, best, larger);
              where = v128.bitselect(i32x4.splat(offset), where, larger);
            }
          }
          v128.store(y + <usize>(j * 4), best);
          v128.store(at + <usize>(j * 4), i32x4.add(where, i32x4(0, 4, 8, 12)));
        }
        for (let j = cols; j < c; j++) {
          let best = load<f32>(x + <usize>(first + j * 4)),
            where = first + j * 4;
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++) {
              const offset = ((iy * w + ix) * c + j) * 4,
                v = load<f32>(x + <usize>offset);
              if (v > best) {
                best = v;
                where = offset;
              }
            }
          }
          store<f32>(y + <usize>(j * 4), best);
          store<i32>(at + <usize>(j * 4), where);
        }
        y += <usize>(c * 4);
        at += <usize>(c * 4);
      }
    }
    x += sample;
  }
}

/** dx[at[i]] += dy[i] for every output i of each sample; dx is cleared first. */
export function maxPool2dBackward(
  dy: usize,
  at: usize,
  n: i32,
  outputs: i32,
  dx: usize,
  dxStride: usize,
): void {
  for (; n > 0; n--) {
    memory.fill(dx, 0, dxStride);
    for (const end = dy + <usize>(outputs * 4); dy < end; dy += 4, at += 4) {
      const to = dx + load<u32>(at);
      store<f32>(to, load<f32>(to) + load<f32>(dy));
    }
    dx += dxStride;
  }
}

/** Average pooling of `n` samples, NHWC: mean of the window's values, padding not counted (as tfjs does). */
export function averagePool2dForward(
  x: usize,
  n: i32,
  h: i32,
  w: i32,
  c: i32,
  ph: i32,
  pw: i32,
  sh: i32,
  sw: i32,
  top: i32,
  left: i32,
  oh: i32,
  ow: i32,
  y: usize,
): void {
  const sample = <usize>(h * w * c * 4),
    cols = c & ~3;
  for (; n > 0; n--) {
    for (let oy = 0; oy < oh; oy++) {
      const y0 = max(0, oy * sh - top),
        y1 = min(h, oy * sh - top + ph);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = max(0, ox * sw - left),
          x1 = min(w, ox * sw - left + pw);
        const count = <f32>((y1 - y0) * (x1 - x0));
        for (let j = 0; j < cols; j += 4) {
          let sum = f32x4.splat(0);
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++)
              sum = f32x4.add(sum, v128.load(x + <usize>(((iy * w + ix) * c + j) * 4)));
          }
          v128.store(y + <usize>(j * 4), f32x4.div(sum, f32x4.splat(count)));
        }
        for (let j = cols; j < c; j++) {
          let sum: f32 = 0;
          for (let iy = y0; iy < y1; iy++) {
            for (let ix = x0; ix < x1; ix++) sum += load<f32>(x + <usize>(((iy * w + ix) * c + j) * 4));
          }
          store<f32>(y + <usize>(j * 4), sum / count);
        }
        y += <usize>(c * 4);
      }
    }
    x += sample;
  }
}

/** Gradient of `averagePool2dForward`: each output spreads dy / count over its window; dx is cleared first. */
export function averagePool2dBackward(
  dy: usize,
  n: i32,
  h: i32,
  w: i32,
  c: i32,
  ph: i32,
  pw: i32,
  sh: i32,
  sw: i32,
  top: i32,
  left: i32,
  oh: i32,
  ow: i32,
  dx: usize,
): void {
  const sample = <usize>(h * w * c * 4);
  for (; n > 0; n--) {
    memory.fill(dx, 0, sample);
    for (let oy = 0; oy < oh; oy++) {
      const y0 = max(0, oy * sh - top),
        y1 = min(h, oy * sh - top + ph);
      for (let ox = 0; ox < ow; ox++) {
        const x0 = max(0, ox * sw - left),
          x1 = min(w, ox * sw - left + pw);
        const share: f32 = <f32>1.0 / <f32>((y1 - y0) * (x1 - x0));
        for (let iy = y0; iy < y1; iy++) {
          for (let ix = x0; ix < x1; ix++) {
            const to = dx + <usize>((iy * w + ix) * c * 4);
            let j = 0;
            for (; j + 4 <= c; j += 4) {
              const at = <usize>(j * 4);
              v128.store(
                to + at,
                f32x4.add(v128.load(to + at), f32x4.mul(v128.load(dy + at), f32x4.splat(share))),
              );
            }
            for (; j < c; j++) {
              const at = <usize>(j * 4);
              store<f32>(to + at, load<f32>(to + at) + load<f32>(dy + at) * share);
            }
          }
        }
        dy += <usize>(c * 4);
      }
    }
    dx += sample;
  }
}
