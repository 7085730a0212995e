/**
 * Programs of a newcomer, each a listing of an introductory course written in Java: they run as tests, and what they print in the
 * course they assert here.
 */
package io.lockstep.engine.examples;
