/** Finds devices that tests forgot to close. */
package io.lockstep.engine.leaks;
