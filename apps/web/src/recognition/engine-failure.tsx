/** Said where answers would be, when no network can run here. */
export function EngineFailure({ message }: { message: string }) {
  return (
    <div class="notice" role="alert">
      <p>
        <strong>The network cannot run in this browser.</strong>
      </p>
      <p>{message}</p>
      <p>It needs WebAssembly with SIMD: Chrome 91, Firefox 89, Safari 16.4 or newer.</p>
    </div>
  );
}
