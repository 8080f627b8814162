import { madd } from "./inline/madd";
import { axpyRows } from "./axpy";

/**
 * Gradients of convolution + relu + 2x2 max pooling, exploiting that a pooling window passes its gradient to one of
 * its four pixels, and only where relu let it through (and dropout): exact, and several times less work.
 *
 * dy, y, at: [n][windows][cout] as left by `convPoolForward` or `winogradMixedPoolForward`, the latter of which writes no at
 * for blank windows; a gradient counts where dy is not 0 and, with relu, y > 0.
 */

/**
 * Input gradient, bias gradient and the list that `convPoolBackwardFilter` works off.
 *
 * dx: [n][H][W][C] (padded), cleared first; null when it is not needed. offsets: i32 [windows][4]. w: [cout][kh][run],
 * run a multiple of 4. db is added to; null when it is not needed. lists: [cout][n * windows] of {i32 byte offset in
 * x, f32 gradient}, counts: i32 [cout]. pixels: scratch of 4 * cout * 8 + cout * 4 bytes.
 *
 * blank: null or u8 [n][windows] of `blankWindows`: windows that see nothing of the image (1 or 2). What they see of x is
 * alike to the last bit, in all images, so they become one window with the sum of their gradients: the last of them. The
 * weight gradients of this and the first layer stay the same, because the first layer's see only zeros there and its bias
 * only the sum of dx.
 */
export function convPoolBackwardData(
  dy: usize, y: usize, at: usize, n: i32, windows: i32, cout: i32, relu: i32, offsets: usize, kh: i32, run: i32, rowStride: usize,
  w: usize, dx: usize, xStride: usize, db: usize, lists: usize, counts: usize, capacity: i32, pixels: usize, blank: usize,
): void {
  const row = <usize>(cout * 4), k = <usize>(kh * run * 4), runBytes = <usize>(run * 4), pixelBytes = <usize>(cout * 8);
  const p1 = pixels + pixelBytes, p2 = p1 + pixelBytes, p3 = p2 + pixelBytes;
  const listBytes = <usize>(capacity * 8), zero = f32x4.splat(0), blankSums = p3 + pixelBytes;
  memory.fill(counts, 0, row);
  memory.fill(blankSums, 0, row);
  let sample: usize = 0, lastBlank: i32 = -1, lastBlankDx: usize = 0;
  for (; n > 0; n--) {
    if (dx) memory.fill(dx, 0, xStride);
    for (let i = 0, o = offsets; i < windows; i++, o += 16, dy += row, y += row, at += row) {
      if (blank && load<u8>(blank++)) {
        addPassed(dy, y, row, relu, blankSums);
        lastBlank = load<i32>(o) + <i32>sample;
        lastBlankDx = dx + load<u32>(o);
        continue;
      }
      const o0 = load<i32>(o), o1 = load<i32>(o, 4), o2 = load<i32>(o, 8), o3 = load<i32>(o, 12);
      const at0 = i32x4.splat(o0), at1 = i32x4.splat(o1), at2 = i32x4.splat(o2), at3 = i32x4.splat(o3);
      let e0 = pixels, e1 = p1, e2 = p2, e3 = p3;
      for (let start: usize = 0; start < row; start += 256) {
        // Which of up to 64 channels pass a gradient to which pixel, one bit each: no branch that cannot be foreseen.
        let m0: u64 = 0, m1: u64 = 0, m2: u64 = 0, m3: u64 = 0, shift: u64 = 0;
        for (let c = start, end = min(row, start + 256); c < end; c += 16, shift += 4) {
          const g = v128.load(dy + c), place = v128.load(at + c);
          let on = f32x4.ne(g, zero);
          if (relu) on = v128.and(on, f32x4.gt(v128.load(y + c), zero));
          if (db) v128.store(db + c, f32x4.add(v128.load(db + c), v128.and(g, on)));
          m0 |= <u64>i32x4.bitmask(v128.and(on, i32x4.eq(place, at0))) << shift;
          m1 |= <u64>i32x4.bitmask(v128.and(on, i32x4.eq(place, at1))) << shift;
          m2 |= <u64>i32x4.bitmask(v128.and(on, i32x4.eq(place, at2))) << shift;
          m3 |= <u64>i32x4.bitmask(v128.and(on, i32x4.eq(place, at3))) << shift;
        }
        e0 = collect(m0, start, dy, o0 + <i32>sample, k, lists, listBytes, counts, e0);
        e1 = collect(m1, start, dy, o1 + <i32>sample, k, lists, listBytes, counts, e1);
        e2 = collect(m2, start, dy, o2 + <i32>sample, k, lists, listBytes, counts, e2);
        e3 = collect(m3, start, dy, o3 + <i32>sample, k, lists, listBytes, counts, e3);
      }
      if (dx) {
        axpyRows(dx + <usize>o0, rowStride, pixels, <i32>((e0 - pixels) >> 3), w, runBytes, kh, runBytes);
        axpyRows(dx + <usize>o1, rowStride, p1, <i32>((e1 - p1) >> 3), w, runBytes, kh, runBytes);
        axpyRows(dx + <usize>o2, rowStride, p2, <i32>((e2 - p2) >> 3), w, runBytes, kh, runBytes);
        axpyRows(dx + <usize>o3, rowStride, p3, <i32>((e3 - p3) >> 3), w, runBytes, kh, runBytes);
      }
    }
    if (dx) dx += xStride;
    sample += xStride;
  }
  if (lastBlank < 0) return;
  const end = listRow(blankSums, false, 0, row, db, lastBlank, k, lists, listBytes, counts, pixels);
  if (dx) axpyRows(lastBlankDx, rowStride, pixels, <i32>((end - pixels) >> 3), w, runBytes, kh, runBytes);
}

/** sums += the gradients that relu let pass. */
// @ts-ignore: decorator
@inline
function addPassed(dy: usize, y: usize, row: usize, relu: i32, sums: usize): void {
  for (let c: usize = 0; c < row; c += 16) {
    let g = v128.load(dy + c);
    if (relu) g = v128.and(g, f32x4.gt(v128.load(y + c), f32x4.splat(0)));
    v128.store(sums + c, f32x4.add(v128.load(sums + c), g));
  }
}

/**
 * The same without pooling, where relu (and dropout) alone make the gradient sparse: dy, y [n][pixels][cout] and
 * offsets i32 [pixels]. capacity: pixels * samples. list: scratch of cout * 8 bytes.
 */
export function convSparseBackwardData(
  dy: usize, y: usize, n: i32, pixels: i32, cout: i32, offsets: usize, kh: i32, run: i32, rowStride: usize,
  w: usize, dx: usize, xStride: usize, db: usize, lists: usize, counts: usize, capacity: i32, list: usize,
): void {
  const row = <usize>(cout * 4), k = <usize>(kh * run * 4), runBytes = <usize>(run * 4), listBytes = <usize>(capacity * 8);
  memory.fill(counts, 0, row);
  let sample: i32 = 0;
  for (; n > 0; n--) {
    if (dx) memory.fill(dx, 0, xStride);
    for (let i = 0; i < pixels; i++) {
      const offset = load<i32>(offsets + <usize>(i * 4));
      const end = listRow(dy, true, y, row, db, offset + sample, k, lists, listBytes, counts, list);
      if (dx) axpyRows(dx + <usize>offset, rowStride, list, <i32>((end - list) >> 3), w, runBytes, kh, runBytes);
      dy += row;
      y += row;
    }
    if (dx) dx += xStride;
    sample += <i32>xStride;
  }
}

/**
 * Adds the gradients of one pixel to db (unless null), and those that are not 0 to their channels' lists and to `list`, the
 * pixel's, whose end it returns; with relu only where y is positive.
 */
// @ts-ignore: decorator
@inline
function listRow(
  dy: usize, relu: bool, y: usize, row: usize, db: usize, offset: i32, k: usize, lists: usize, listBytes: usize, counts: usize,
  list: usize,
): usize {
  const zero = f32x4.splat(0);
  for (let start: usize = 0; start < row; start += 256) {
    let mask: u64 = 0, shift: u64 = 0;
    for (let c = start, last = min(row, start + 256); c < last; c += 16, shift += 4) {
      const g = v128.load(dy + c);
      let on = f32x4.ne(g, zero);
      if (relu) on = v128.and(on, f32x4.gt(v128.load(y + c), zero));
      if (db) v128.store(db + c, f32x4.add(v128.load(db + c), v128.and(g, on)));
      mask |= <u64>i32x4.bitmask(on) << shift;
    }
    list = collect(mask, start, dy, offset, k, lists, listBytes, counts, list);
  }
  return list;
}

/**
 * Adds an entry for each channel in `mask` (bit i: the channel of byte i * 4 after `start`) to the channel's list and to
 * the pixel's; returns the end of the pixel's.
 */
// @ts-ignore: decorator
@inline
function collect(
  mask: u64, start: usize, dy: usize, offset: i32, k: usize, lists: usize, listBytes: usize, counts: usize, pixel: usize,
): usize {
  for (; mask; mask &= mask - 1) {
    const channel = start + (<usize>ctz(mask) << 2), gradient = load<f32>(dy + channel), index = channel >> 2;
    const count = load<u32>(counts + channel), entry = lists + index * listBytes + (<usize>count << 3);
    store<i32>(entry, offset);
    store<f32>(entry, gradient, 4);
    store<u32>(counts + channel, count + 1);
    store<u32>(pixel, <u32>(index * k));
    store<f32>(pixel, gradient, 4);
    pixel += 8;
  }
  return pixel;
}

/** So many bytes of x, or one image, are read again for each channel: less than a small second-level cache. */
const INPUT_BYTES: usize = 196608;

/**
 * dw[co] += sum over the channel's list of gradient * window(offset): dw [cout][kh][run], run a multiple of 4; x: `n` images
 * of xStride bytes. done: scratch of cout * 4 bytes.
 */
export function convPoolBackwardFilter(
  x: usize, xStride: usize, n: i32, lists: usize, counts: usize, capacity: i32, cout: i32, kh: i32, run: i32,
  rowStride: usize, dw: usize, done: usize,
): void {
  const runBytes = <usize>(run * 4), row = <usize>(cout * 4), all = xStride * <usize>n;
  const bytes = max(xStride, INPUT_BYTES - INPUT_BYTES % xStride);
  memory.fill(done, 0, row);
  for (let limit = bytes; limit < all + bytes; limit += bytes) {
    for (let co: usize = 0, to = dw, list = lists; co < row; co += 4, to += runBytes * <usize>kh) {
      const first = load<i32>(done + co), count = load<i32>(counts + co);
      const last = limit < all ? entriesUpTo(limit, list, first, count) : count;
      axpyRows(to, runBytes, list + (<usize>first << 3), last - first, x, rowStride, kh, runBytes);
      store<i32>(done + co, last);
      list += <usize>(capacity * 8);
    }
  }
}

/**
 * The number of entries whose offsets are below `limit`; `first` of them are known. Offsets grow, but for the last, which
 * may be a blank window's: it is then read out of turn.
 */
// @ts-ignore: decorator
@inline
function entriesUpTo(limit: usize, list: usize, first: i32, count: i32): i32 {
  while (first < count && <usize>load<u32>(list + (<usize>first << 3)) < limit) first++;
  return first;
}

/**
 * The same for a first layer whose windows have short rows (run <= 4 with kh = 3, run <= 8 with kh = 5; one input
 * channel), where rows of x are vectors in registers. dw: [cout][kh][run], db (or null): added to.
 * active, counts: numbers of windows from `convPoolForward`: only these can change dw. scratch: 320 bytes.
 */
export function convPoolBackwardShort(
  dy: usize, y: usize, at: usize, n: i32, windows: i32, cout: i32, relu: i32, x: usize, xStride: usize, kh: i32, run: i32,
  rowStride: usize, active: usize, counts: usize, dw: usize, db: usize, scratch: usize,
): void {
  const row = <usize>(cout * 4), all = row * <usize>windows;
  for (; n > 0; n--) {
    maskRelu(dy, y, windows, row, relu, db);
    const count = load<i32>(counts);
    for (let c = 0; c < cout; c += 2) {
      const g = dy + <usize>(c * 4), place = at + <usize>(c * 4), to = dw + <usize>(c * kh * run * 4);
      if (kh == 3) {
        short3(g, place, row, x, rowStride, active, count, scratch);
        addShort(to, scratch, 6, run, 16);
      } else {
        short5(g, place, row, x, rowStride, active, count, scratch);
        short5(g + 4, place + 4, row, x, rowStride, active, count, scratch + 160);
        addShort(to, scratch, 10, run, 32);
      }
    }
    dy += all;
    y += all;
    at += all;
    x += xStride;
    active += <usize>(windows * 4);
    counts += 4;
  }
}

/** dy = 0 where relu let nothing through, and db (or null) += the sums of the columns: two vectors, half a cache line, at a time. */
function maskRelu(dy: usize, y: usize, rows: i32, row: usize, relu: i32, db: usize): void {
  const all = row * <usize>rows, zero = f32x4.splat(0), pairs = row & ~31;
  for (let c: usize = 0; c < pairs; c += 32) {
    let sum0 = zero, sum1 = zero;
    for (let i = c; i < all; i += row) {
      let g0 = v128.load(dy + i), g1 = v128.load(dy + i, 16);
      if (relu) {
        g0 = v128.and(g0, f32x4.gt(v128.load(y + i), zero));
        g1 = v128.and(g1, f32x4.gt(v128.load(y + i, 16), zero));
        v128.store(dy + i, g0);
        v128.store(dy + i, g1, 16);
      }
      sum0 = f32x4.add(sum0, g0);
      sum1 = f32x4.add(sum1, g1);
    }
    if (db) {
      v128.store(db + c, f32x4.add(v128.load(db + c), sum0));
      v128.store(db + c, f32x4.add(v128.load(db + c, 16), sum1), 16);
    }
  }
  if (pairs == row) return;
  let sum = zero;
  for (let i = pairs; i < all; i += row) {
    let g = v128.load(dy + i);
    if (relu) g = v128.and(g, f32x4.gt(v128.load(y + i), zero));
    v128.store(dy + i, g);
    sum = f32x4.add(sum, g);
  }
  if (db) v128.store(db + pairs, f32x4.add(v128.load(db + pairs), sum));
}

/** to [rows][run] += from, whose rows are `fromRow` bytes apart. */
// @ts-ignore: decorator
@inline
function addShort(to: usize, from: usize, rows: i32, run: i32, fromRow: usize): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < <usize>(run * 4); j += 4) store<f32>(to + j, load<f32>(to + j) + load<f32>(from + j));
    to += <usize>(run * 4);
    from += fromRow;
  }
}

/** out [2 channels][3][4] = sum over active windows of dy * the three rows of x at its offset. */
function short3(dy: usize, at: usize, row: usize, x: usize, rowStride: usize, active: usize, count: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
  const rowStride2 = rowStride * 2;
  for (const end = active + <usize>(count * 4); active < end; active += 4) {
    const w = <usize>load<u32>(active) * row, x0 = x + load<u32>(at + w), x1 = x + load<u32>(at + w, 4);
    const g0 = v128.load_splat<f32>(dy + w), g1 = v128.load_splat<f32>(dy + w, 4);
    a0 = madd(g0, v128.load(x0), a0);
    a1 = madd(g0, v128.load(x0 + rowStride), a1);
    a2 = madd(g0, v128.load(x0 + rowStride2), a2);
    b0 = madd(g1, v128.load(x1), b0);
    b1 = madd(g1, v128.load(x1 + rowStride), b1);
    b2 = madd(g1, v128.load(x1 + rowStride2), b2);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, b0, 48);
  v128.store(out, b1, 64);
  v128.store(out, b2, 80);
}

/** out [5][8] = sum over active windows of dy * the five rows of x at its offset. */
function short5(dy: usize, at: usize, row: usize, x: usize, rowStride: usize, active: usize, count: i32, out: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
  for (const end = active + <usize>(count * 4); active < end; active += 4) {
    const w = <usize>load<u32>(active) * row, g = v128.load_splat<f32>(dy + w);
    let from = x + load<u32>(at + w);
    a0 = madd(g, v128.load(from), a0);
    b0 = madd(g, v128.load(from, 16), b0);
    from += rowStride;
    a1 = madd(g, v128.load(from), a1);
    b1 = madd(g, v128.load(from, 16), b1);
    from += rowStride;
    a2 = madd(g, v128.load(from), a2);
    b2 = madd(g, v128.load(from, 16), b2);
    from += rowStride;
    a3 = madd(g, v128.load(from), a3);
    b3 = madd(g, v128.load(from, 16), b3);
    from += rowStride;
    a4 = madd(g, v128.load(from), a4);
    b4 = madd(g, v128.load(from, 16), b4);
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  v128.store(out, a1, 32);
  v128.store(out, b1, 48);
  v128.store(out, a2, 64);
  v128.store(out, b2, 80);
  v128.store(out, a3, 96);
  v128.store(out, b3, 112);
  v128.store(out, a4, 128);
  v128.store(out, b4, 144);
}
