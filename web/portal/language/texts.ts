import type { texts } from './en.ts';

type Deep<Shape> = { [Key in keyof Shape]: Shape[Key] extends string ? string : Deep<Shape[Key]> };

export type Texts = Deep<typeof texts>;
