package io.lockstep.cuda.kernel;

import io.lockstep.cuda.driver.GpuFacts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

final class TilePlanTest {
    private static final List<ProductKind> KINDS = List.of(ProductKind.values());
    private static final GpuFacts H100 = new GpuFacts(0, "H100", "GPU-1", 9, 0, 80L << 30, 132, 232448);
    private static final GpuFacts SMALL_SHARED = new GpuFacts(0, "RTX 4090", "GPU-2", 8, 9, 24L << 30, 128, 101376);

    @Test
    void everyPlanCoversTheProductOnce() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            ProductKind kind = KINDS.get(random.nextInt(KINDS.size()));
            TilePlan.Extent extent = new TilePlan.Extent(
                    1 + random.nextInt(100_000), 1 + random.nextInt(3000), random.nextInt(9000), 1 + random.nextInt(5));
            for (TilePlan plan : TilePlan.all(Tile.of(kind), kind, extent, H100)) {
                String what = kind + " " + extent + ": " + plan;
                assertThat((long) plan.down() * plan.tile().rows())
                        .describedAs(what)
                        .isBetween(extent.rows(), extent.rows() + plan.tile().rows() - 1);
                assertThat((long) plan.across() * plan.tile().columns())
                        .describedAs(what)
                        .isBetween(
                                extent.columns(), extent.columns() + plan.tile().columns() - 1);
                assertThat(plan.perSplit() % kind.depth()).describedAs(what).isZero();
                assertThat((long) plan.splits() * plan.perSplit())
                        .describedAs(what)
                        .isGreaterThanOrEqualTo(extent.inner());
                assertThat((plan.splits() - 1L) * plan.perSplit())
                        .describedAs("no split is empty, " + what)
                        .isLessThan(Math.max(1, extent.inner()));
            }
        }
    }

    @Test
    void plansAreOrderedByTheirEstimate() {
        List<TilePlan> plans = plans(802_816, 64, 576, H100);
        for (int i = 1; i < plans.size(); i++) {
            assertThat(plans.get(i).cost())
                    .isGreaterThanOrEqualTo(plans.get(i - 1).cost());
        }
    }

    @Test
    void longSumsOfFewResultsAreSplit() {
        assertThat(plans(64, 576, 802_816, H100).get(0).splits()).isGreaterThan(8);
        assertThat(plans(802_816, 64, 576, H100).get(0).splits()).isEqualTo(1);
    }

    @Test
    void aTileIsNotWiderThanItsResultWhereASmallerOneDoes() {
        assertThat(plans(802_816, 64, 576, H100).get(0).tile().columns()).isEqualTo(64);
        assertThat(plans(50_176, 1024, 256, H100).get(0).tile().columns()).isEqualTo(128);
    }

    @Test
    void tilesThatDoNotFitAMultiprocessorAreLeftOut() {
        for (ProductKind kind : KINDS) {
            List<TilePlan> plans =
                    TilePlan.all(Tile.ofWeights(kind), kind, new TilePlan.Extent(4096, 4096, 4096, 1), SMALL_SHARED);
            assertThat(plans).isNotEmpty();
            for (TilePlan plan : plans) {
                assertThat(plan.tile().sharedBytesOfWeights(kind.depth()))
                        .isLessThanOrEqualTo(SMALL_SHARED.sharedBytesPerBlock());
            }
        }
    }

    private static List<TilePlan> plans(long rows, long columns, long inner, GpuFacts gpu) {
        ProductKind kind = ProductKind.BFLOAT16;
        return TilePlan.all(Tile.ofWeights(kind), kind, new TilePlan.Extent(rows, columns, inner, 1), gpu);
    }
}
