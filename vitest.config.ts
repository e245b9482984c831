import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,store,catalogue,cryptex,gap,lsp,engine,cli}/**/*.test.ts', 'native/**/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One that isn't there fails; `npx vitest run FILE --update` writes it.
    update: 'none',
    pool: 'forks',
    // Half of the time goes by in other programs that tests wait for; vitest would leave a core of two to itself.
    maxWorkers: '100%',
  },
});
