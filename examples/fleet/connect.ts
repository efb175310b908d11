import type { Backend } from "./backend.js";

/** Connects to a database. @param url begins with `redis:` or `postgres:` */
export async function connect(url: string): Promise<Backend> {
  if (url.startsWith("redis:")) return (await import("./redis.js")).connectRedis(url);
  return (await import("./postgres.js")).connectPostgres(url);
}
