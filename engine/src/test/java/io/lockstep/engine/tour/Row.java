package io.lockstep.engine.tour;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A snippet of the tour. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /** Of what the engine offers, such as {@code E7.4}. */
    String id();

    String title();
}
