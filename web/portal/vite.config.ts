import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The build of the pages, for `npm start`, the tests and the image: `vite build --config web/portal/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The preload helper of older browsers is a script of its own.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
