/** What a body is made of while it is written. */
import type { Node } from "./module.ts";
import type { ValueType } from "./wasm.ts";

/** Nodes in order, and the types of the operands after them. */
export class Sequence {
  readonly nodes: Node[] = [];
  readonly stack: ValueType[];
  /** What follows is dead: operands that are missing below count as there. */
  dead = false;

  constructor(stack: readonly ValueType[]) {
    this.stack = [...stack];
  }

  add(...nodes: readonly Node[]): void {
    for (const node of nodes) {
      this.nodes.push(node);
      this.stack.splice(Math.max(0, this.stack.length - node.params.length));
      this.stack.push(...node.results);
      if (node.ends !== true) continue;
      this.stack.length = 0;
      this.dead = true;
    }
  }

  /** Whether the topmost operands are of these types. */
  has(types: readonly ValueType[]): boolean {
    const from = this.stack.length - types.length;
    return from >= 0 && types.every((type, i) => this.stack[from + i] === type);
  }
}
