/** Simpler module cases. What is left out of a body is replaced by constants of its result types. */
import type { FunctionSpec, ModuleSpec, Node } from "../generate/module.ts";
import type { ModuleCase } from "../generate/modules.ts";
import { constant, drop, unreachable } from "../generate/nodes.ts";
import { ranges, withoutRanges } from "./shrink.ts";

export function* simplerModule(one: ModuleCase): Generator<ModuleCase> {
  for (const blocks of withoutRanges(one.blocks)) yield { ...one, blocks };
  for (const invocations of withoutRanges(one.invocations)) yield { ...one, invocations };
  const { module } = one;
  for (const [i, spec] of module.functions.entries()) {
    for (const body of simplerBodies(spec.body)) {
      const functions = module.functions.with(i, { ...spec, body } satisfies FunctionSpec);
      yield { ...one, module: { ...module, functions } };
    }
  }
  for (const simpler of simplerParts(module)) yield { ...one, module: simpler };
}

/** Segments are emptied, not removed: their indices stay. */
function* simplerParts(module: ModuleSpec): Generator<ModuleSpec> {
  for (const [i, segment] of module.data.entries()) {
    if (segment.bytes.length === 0) continue;
    const data = module.data.with(i, { ...segment, bytes: new Uint8Array() });
    yield { ...module, data };
  }
  for (const [i, segment] of module.elements.entries()) {
    if (segment.items.length === 0) continue;
    yield { ...module, elements: module.elements.with(i, { ...segment, items: [] }) };
  }
}

function isStandIn(node: Node): boolean {
  return node.name === "drop" || node.name.includes(".const") || node.name === "ref.null";
}

function* simplerBodies(body: readonly Node[]): Generator<Node[]> {
  for (const [from, to] of ranges(body.length)) {
    const standIn = standInFor(body.slice(from, to));
    if (standIn !== undefined)
      yield settled([...body.slice(0, from), ...standIn, ...body.slice(to)]);
  }
  for (const [i, node] of body.entries()) {
    for (const [b, inner] of (node.bodies ?? []).entries()) {
      for (const simpler of simplerBodies(inner)) {
        yield [
          ...body.slice(0, i),
          { ...node, bodies: node.bodies!.with(b, simpler) },
          ...body.slice(i + 1),
        ];
      }
    }
  }
}

/** Drops and constants with the same effect on types; undefined if there is none, or no need. */
function standInFor(nodes: readonly Node[]): Node[] | undefined {
  if (nodes.some((node) => node.keep === true) || nodes.every(isStandIn)) return undefined;
  const last = nodes.findIndex((node) => node.ends === true);
  const live = last < 0 ? nodes : nodes.slice(0, last);
  if (last >= 0 && live.every(isStandIn) && nodes[last]!.name === "unreachable") return undefined;
  const standIn = live.flatMap((node) => [
    ...[...node.params].reverse().map(drop),
    ...node.results.map((type) => constant(type, 0n)),
  ]);
  return last < 0 ? standIn : [...standIn, unreachable];
}

/** Without constants that are dropped at once. */
function settled(nodes: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (const node of nodes) {
    const before = out[out.length - 1];
    const pushed = before?.results.length === 1 && isStandIn(before);
    if (node.name === "drop" && pushed) out.pop();
    else out.push(node);
  }
  return out;
}
